package io.craton.hsm.core.function;

import io.craton.hsm.Arguments;
import io.craton.hsm.AttributeCodec;
import io.craton.hsm.AttributeRequest;
import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.token.CoreSession;
import io.craton.hsm.core.token.object.ObjectReads;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** {@code C_GetAttributeValue} with its answers entry by entry (section 5.7.5). */
final class AttributeCalls {
    private final CoreSession session;

    AttributeCalls(CoreSession session) {
        this.session = session;
    }

    ReturnCode get(ObjectHandle handle, List<AttributeRequest> template, AttributeCodec form) {
        Arguments.notNull(handle, "the object");
        Arguments.noneNull(template, "the template");
        Arguments.notNull(form, "the byte form");
        if (template.size() > AttributeCodec.MAX_ATTRIBUTES) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD,
                    "more than " + AttributeCodec.MAX_ATTRIBUTES + " attributes");
        }
        HsmObject object = session.services().reads().lookUp(handle);
        ReturnCode result = ReturnCode.CKR_OK;
        for (AttributeRequest request : template) {
            ReturnCode one = one(object, request, form);
            // Where several codes apply, the standard leaves the choice: the first is given.
            result = result == ReturnCode.CKR_OK ? one : result;
        }
        return result;
    }

    private static ReturnCode one(HsmObject object, AttributeRequest request, AttributeCodec form) {
        AttributeType<?> type = AttributeType.of(request.type()).orElse(null);
        if (type == null) {
            request.length(AttributeRequest.UNAVAILABLE);
            return ReturnCode.CKR_ATTRIBUTE_TYPE_INVALID;
        }
        byte[] value;
        try {
            value = encoded(object, type, form);
        } catch (HsmException e) {
            request.length(AttributeRequest.UNAVAILABLE);
            if (e.code() == ReturnCode.CKR_ATTRIBUTE_SENSITIVE
                    || e.code() == ReturnCode.CKR_ATTRIBUTE_TYPE_INVALID) {
                return e.code();
            }
            throw e;
        }
        ByteBuffer out = request.value();
        if (out != null && out.remaining() < value.length) {
            request.length(AttributeRequest.UNAVAILABLE);
            return ReturnCode.CKR_BUFFER_TOO_SMALL;
        }
        request.length(value.length);
        if (out != null) {
            out.put(value);
        }
        Arrays.fill(value, (byte) 0);
        return ReturnCode.CKR_OK;
    }

    private static <T> byte[] encoded(
            HsmObject object, AttributeType<T> type, AttributeCodec form) {
        return form.encodeValue(type, ObjectReads.value(object, type));
    }
}
