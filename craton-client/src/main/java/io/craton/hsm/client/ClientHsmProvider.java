package io.craton.hsm.client;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.HsmProvider;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/** The implementation {@code client}: the module that a daemon of this host serves. */
public final class ClientHsmProvider implements HsmProvider {
    private static final String UNIX = "unix:";

    /** For {@link java.util.ServiceLoader}. */
    public ClientHsmProvider() {}

    @Override
    public String name() {
        return "client";
    }

    /** A configuration that says where the daemon is. */
    @Override
    public boolean serves(HsmConfig config) {
        return config.isSet(ConfigKey.CLIENT_TARGET) && HsmProvider.super.serves(config);
    }

    /** Which of them the daemon offers is known when it has been asked. */
    @Override
    public Set<MechanismType> mechanisms(HsmConfig config) {
        return EnumSet.allOf(MechanismType.class);
    }

    @Override
    public Hsm open(HsmConfig config) {
        String target = config.string(ConfigKey.CLIENT_TARGET);
        if (!target.startsWith(UNIX) || target.length() == UNIX.length()) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD,
                    "client.target is \""
                            + target
                            + "\"; it has to be unix: and the path of a socket");
        }
        Path path = config.baseDirectory().resolve(target.substring(UNIX.length()));
        return RemoteModule.open(config, new Link(path.toAbsolutePath()));
    }
}
