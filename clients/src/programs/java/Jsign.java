import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.security.cert.Certificate;
import net.jsign.AuthenticodeSigner;
import net.jsign.pe.PEFile;

public class Jsign implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        Files.write(token.file("program.exe"), program());
        try (PEFile program = new PEFile(token.file("program.exe").toFile())) {
            new AuthenticodeSigner(token.chain().toArray(Certificate[]::new), token.key())
                    .withTimestamping(false)
                    .sign(program);
        }
    }

    /** The head of a 32-bit program for Windows, and one section without content. */
    private static byte[] program() {
        ByteBuffer out = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
        out.putShort(0, (short) 0x5a4d).putInt(0x3c, 0x40).putInt(0x40, 0x4550);
        // Machine, sections, size of the optional header, characteristics.
        out.putShort(0x44, (short) 0x14c).putShort(0x46, (short) 1);
        out.putShort(0x54, (short) 0xe0).putShort(0x56, (short) 0x102);
        // Magic, base, alignments, version, sizes, subsystem, number of directories.
        int optional = 0x58;
        out.putShort(optional, (short) 0x10b).putInt(optional + 28, 0x400000);
        out.putInt(optional + 32, 0x1000).putInt(optional + 36, 512);
        out.putShort(optional + 48, (short) 4).putInt(optional + 56, 0x2000);
        out.putInt(optional + 60, 512).putShort(optional + 68, (short) 3);
        out.putInt(optional + 92, 16);
        int section = optional + 0xe0;
        out.putInt(section, 0x7865742e).putInt(section + 4, 0x74).putInt(section + 8, 512);
        out.putInt(section + 12, 0x1000).putInt(section + 16, 512).putInt(section + 20, 512);
        return out.array();
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        String said = place.run("osslsigncode", "verify", "-CAfile", "ca.pem", "program.exe");
        TrialPlace.check(said.contains("Signature verification: ok"), said);
        return "the program";
    }
}
