package io.craton.hsm.remote;

import io.craton.hsm.AttributeCodec;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.Template;
import io.craton.hsm.core.fixture.MemoryStores;
import io.craton.hsm.core.fixture.ModulePlace;
import io.craton.hsm.core.fixture.MutableClock;
import io.craton.hsm.core.fixture.RecordedAudit;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditRecord;
import io.craton.hsm.spi.TokenStore.StoredObject;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A module in a daemon's process, and what a test holds of it by its controls. */
public final class DaemonPlace implements ModulePlace {
    /** How templates go there and come. */
    static final AttributeCodec FORM = AttributeCodec.of(ByteOrder.BIG_ENDIAN, 8);

    private final DaemonProcess daemon = DaemonProcess.OF_THIS_RUN;
    private final long module = daemon.nextModule();

    /** For {@link ModulePlace#PROPERTY}. */
    public DaemonPlace() {}

    private Object call(Control.Part part, String method, Object... arguments) {
        try {
            return daemon.call(new Control(module, part, method, arguments));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Hsm open(UnaryOperator<HsmConfig.Builder> settings, Bounds bounds) {
        HsmConfig config = settings.apply(HsmConfig.builder()).build();
        return openAt((String) call(Control.Part.MODULE, "open", values(config), bounds), config);
    }

    /** What a configuration sets. */
    static Map<ConfigKey, Object> values(HsmConfig config) {
        Map<ConfigKey, Object> values = new EnumMap<>(ConfigKey.class);
        for (ConfigKey key : ConfigKey.values()) {
            if (config.isSet(key)) {
                values.put(key, config.get(key));
            }
        }
        return values;
    }

    /** The module at a socket, for a program with this configuration beside. */
    static Hsm openAt(String socket, HsmConfig config) {
        return Hsm.open(config.toBuilder().set(ConfigKey.CLIENT_TARGET, "unix:" + socket).build());
    }

    @Override
    public byte[] record(Template attributes) {
        return (byte[]) call(Control.Part.MODULE, "record", FORM.encode(attributes));
    }

    @Override
    public Template attributes(byte[] record) {
        return FORM.decode((byte[]) call(Control.Part.MODULE, "attributes", record));
    }

    @Override
    public void destroyToken(Hsm hsm, String label) {
        call(Control.Part.MODULE, "destroyToken", label);
    }

    @Override
    public void close() {
        call(Control.Part.MODULE, "close");
    }

    @Override
    public List<Duration> slept() {
        return new AbstractList<>() {
            @Override
            public Duration get(int index) {
                return all().get(index);
            }

            @Override
            public int size() {
                return all().size();
            }

            @SuppressWarnings("unchecked") // The method gives such a list.
            private List<Duration> all() {
                return (List<Duration>) call(Control.Part.MODULE, "slept");
            }
        };
    }

    @Override
    public MutableClock clock() {
        return new MutableClock(Instant.parse("2026-06-15T12:00:00Z")) {
            @Override
            public void set(Instant instant) {
                super.set(instant);
                call(Control.Part.CLOCK, "set", instant);
            }
        };
    }

    @Override
    public MemoryStores stores() {
        Object slot =
                Proxy.newProxyInstance(
                        MemoryStores.Slot.class.getClassLoader(),
                        new Class<?>[] {MemoryStores.Slot.class},
                        this::ofStore);
        return new MemoryStores() {
            @Override
            public Slot slot(int number) {
                return (Slot) slot;
            }
        };
    }

    private Object ofStore(Object proxy, Method method, Object[] given) throws Throwable {
        Object[] arguments = given == null ? new Object[0] : given;
        if (method.getName().equals("forEachObject")) {
            @SuppressWarnings("unchecked") // The method has this parameter.
            Consumer<StoredObject> visitor = (Consumer<StoredObject>) arguments[1];
            ((MemoryStores.Slot) proxy).objects((boolean) arguments[0]).forEach(visitor);
            return null;
        }
        if (method.getName().equals("readObjects")) {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
        }
        return call(Control.Part.STORE, method.getName(), arguments);
    }

    @Override
    public RecordedAudit audit() {
        return new RecordedAudit() {
            @Override
            @SuppressWarnings("unchecked") // The method gives such a list.
            public List<AuditRecord> records() {
                return (List<AuditRecord>) call(Control.Part.AUDIT, "records");
            }

            @Override
            public void fail(boolean fail) {
                call(Control.Part.AUDIT, "fail", fail);
            }

            @Override
            public void forget() {
                call(Control.Part.AUDIT, "forget");
            }

            @Override
            public void record(AuditRecord record) {
                call(Control.Part.AUDIT, "record", record);
            }

            @Override
            public void onNext(AuditEvent event, Runnable action) {
                throw new UnsupportedOperationException(
                        "what happens there cannot wait for this end");
            }
        };
    }
}
