package io.craton.hsm.clients;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Judges that several programs have: the other end of a TLS connection, with the JDK's engine. */
public final class Judges {
    /** What the server of a program answers. */
    public static final String SERVED = "served";

    private Judges() {}

    /** A client: the server has the token's certificate, and answers {@value #SERVED}. */
    public static String https(TrialPlace place) throws Exception {
        int port = place.port();
        String protocol = "";
        for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
            try (SSLSocket socket = connect(place, port, version)) {
                OutputStream out = socket.getOutputStream();
                out.write(request().getBytes(StandardCharsets.US_ASCII));
                out.flush();
                byte[] answer = socket.getInputStream().readAllBytes();
                String text = new String(answer, StandardCharsets.UTF_8);
                TrialPlace.check(text.contains(SERVED), "the answer: " + text);
                protocol += socket.getSession().getProtocol() + " ";
            }
        }
        return "answers over " + protocol.strip();
    }

    /** The handshake alone, with a certificate of the client's own; the caller closes it. */
    public static SSLSocket connect(TrialPlace place, int port, String... versions)
            throws Exception {
        SSLSocket socket =
                (SSLSocket) place.otherTls().getSocketFactory().createSocket("localhost", port);
        socket.setSoTimeout(60_000);
        socket.setEnabledProtocols(versions);
        socket.startHandshake();
        TrialPlace.check(
                socket.getSession().getPeerCertificates()[0].equals(place.certificate()),
                "the server's certificate is that of the token's key");
        return socket;
    }

    /** A client, which says that it has seen the first certificate, and waits for the renewed. */
    public static String renewal(TrialPlace place) throws Exception {
        connect(place, place.port(), "TLSv1.3").close();
        place.say("first", "");
        Instant end = Instant.now().plusSeconds(60);
        while (!presented(place).equals(place.renewed())) {
            TrialPlace.check(
                    Instant.now().isBefore(end), "the server shows the renewed certificate");
            Thread.sleep(200);
        }
        return "the renewed certificate";
    }

    private static Certificate presented(TrialPlace place) throws Exception {
        SSLSocketFactory sockets = place.otherTls().getSocketFactory();
        try (SSLSocket socket = (SSLSocket) sockets.createSocket("localhost", place.port())) {
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    private static String request() {
        return "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    }

    /** A server: the client has the token's certificate, and gets one page, {@value #SERVED}. */
    public static String clientCertificate(TrialPlace place) throws Exception {
        try (SSLServerSocket server =
                (SSLServerSocket) place.otherTls().getServerSocketFactory().createServerSocket(0)) {
            server.setNeedClientAuth(true);
            place.say("port", Integer.toString(server.getLocalPort()));
            try (SSLSocket socket = (SSLSocket) server.accept()) {
                socket.setSoTimeout(60_000);
                socket.startHandshake();
                TrialPlace.check(
                        socket.getSession().getPeerCertificates()[0].equals(place.certificate()),
                        "the client's certificate is that of the token's key");
                answer(socket);
                return "a client with the certificate, over " + socket.getSession().getProtocol();
            }
        }
    }

    static void answer(Socket socket) throws IOException {
        StringBuilder request = new StringBuilder();
        while (request.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("the client closed the connection after: " + request);
            }
            request.append((char) next);
        }
        String head = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\n";
        OutputStream out = socket.getOutputStream();
        out.write((head + SERVED).getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** OpenSSH's client, which knows the host by {@code known_hosts}, has a command answered. */
    public static String ssh(TrialPlace place) throws Exception {
        String port = Integer.toString(place.port());
        place.run("ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", "someone");
        List<String> command = new ArrayList<>(List.of("ssh", "-F", "none", "-i", "someone"));
        command.addAll(List.of("-o", "UserKnownHostsFile=" + place.file("known_hosts")));
        command.addAll(List.of("-o", "StrictHostKeyChecking=yes", "-o", "BatchMode=yes"));
        command.addAll(List.of("-p", port, "someone@127.0.0.1", "echo " + SERVED));
        String said = place.run(command.toArray(String[]::new));
        TrialPlace.check(said.contains(SERVED), said);
        return "a command over " + place.run("ssh", "-V").strip();
    }

    /** OpenSSL: {@code signature.p7s} is a signature of {@code content}. */
    public static String detached(TrialPlace place) throws Exception {
        String[] command = {
            "openssl",
            "cms",
            "-verify",
            "-binary",
            "-inform",
            "DER",
            "-in",
            "signature.p7s",
            "-content",
            "content",
            "-CAfile",
            "ca.pem",
            "-out",
            "verified"
        };
        return place.run(command);
    }

    /**
     * The JDK: a JWT in its short form is signed with the token's key.
     *
     * @param signature the JDK's, initialised with nothing but its parameters
     * @return its claims
     */
    public static String jwt(TrialPlace place, String jwt, Signature signature) throws Exception {
        String[] parts = jwt.strip().split("\\.");
        TrialPlace.check(parts.length == 3, "a JWT: " + jwt);
        signature.initVerify(place.certificate().getPublicKey());
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        TrialPlace.check(
                signature.verify(Base64.getUrlDecoder().decode(parts[2])), "the signature");
        return new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    }
}
