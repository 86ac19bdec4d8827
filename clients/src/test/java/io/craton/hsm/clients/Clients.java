package io.craton.hsm.clients;

import static io.craton.hsm.clients.Client.KeyKind.AES;
import static io.craton.hsm.clients.Client.KeyKind.AGREEMENT;
import static io.craton.hsm.clients.Client.KeyKind.EC;
import static io.craton.hsm.clients.Client.KeyKind.SECP256K1;
import static io.craton.hsm.clients.Client.KeyKind.TIME_STAMPS;

import java.util.List;
import java.util.stream.Stream;

/** The table of clients; docs/clients.md is made of it. */
final class Clients {
    private static final String SERVES = "serves TLS";
    private static final String SHOWS = "shows a client certificate";
    private static final String TLS_CLIENT = "a TLS client of the JDK, over 1.2 and 1.3";
    private static final String TLS_SERVER = "a TLS server of the JDK that wants a certificate";
    private static final String ITSELF = "itself, with the certificate, in another JVM";
    private static final String COPIES = "copies the key into a PKCS#12 file first";
    private static final String JDK_SIGNATURE = "a `Signature` of the JDK";
    private static final String KEYS_FIRST =
            "`Security.insertProviderAt(new CratonKeysProvider(), 1)`";
    private static final String RECOVERS = "itself, which finds the address, in another JVM";
    private static final String OPENSSL = "`openssl %s`";
    private static final String TOMCAT =
            "`certificateKeystoreType=\"CratonHSM\" certificateKeystoreFile=\"NONE\"`";
    private static final String SPRING =
            "`spring.ssl.bundle.jks.*.keystore.type=CratonHSM` on a reference file";
    private static final String SSHD =
            "`SecurityUtils.registerSecurityProvider(new MinaTokenRegistrar())`";
    private static final String JARSIGNER = "`jarsigner -verify -strict`, without the provider";
    private static final String DETACHED = "`openssl cms -verify`, of what PDFBox takes out";
    private static final String SIGNED_WITH = "-Dsignature.algorithm=";
    private static final String MGF1 = "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1";
    private static final String SANTUARIO = "org.apache.santuario:xmlsec:4.0.4";
    private static final String BCPKIX = "org.bouncycastle:bcpkix-jdk18on:1.86";
    private static final String NIMBUS = "com.nimbusds:nimbus-jose-jwt:10.10";

    /** All of them, those of one kind beside each other. */
    static final List<Client> ALL =
            Stream.of(jdk(), servers(), connections(), tokens(), documents(), refusals())
                    .flatMap(List::stream)
                    .toList();

    private Clients() {}

    private static List<Client> jdk() {
        return List.of(
                Client.of("JdkHttpServer", "JDK `HttpsServer`")
                        .key(EC)
                        .does(SERVES)
                        .judgedTogether(TLS_CLIENT)
                        .light()
                        .unchanged(),
                Client.of("JdkHttpClient", "JDK `java.net.http`")
                        .does(SHOWS)
                        .judgedTogether(TLS_SERVER)
                        .light()
                        .unchanged(),
                Client.of("RmiAndJmx", "JDK RMI and JMX")
                        .does("serves the management of a JVM over TLS")
                        .judgedTogether("a JMX client of the JDK")
                        .unchanged(),
                Client.of("JdkXmlSignature", "JDK XML signatures")
                        .key(EC)
                        .does("signs a document with ECDSA")
                        .judgedBy(ITSELF)
                        .unchanged(),
                Client.of("JdkXmlSignature", "JDK XML signatures, PSS")
                        .keysFirst()
                        .does("signs a document with RSA and MGF1")
                        .judgedBy(ITSELF)
                        .setting(KEYS_FIRST),
                Client.of("Keytool", "JDK `keytool`")
                        .key(EC)
                        .does("makes a request for a certificate")
                        .judgedBy(OPENSSL.formatted("req -verify"))
                        .setting("`-addprovider CratonHSM -keystore NONE -storetype CratonHSM`"),
                Client.of("Jarsigner", "JDK `jarsigner`")
                        .does("signs a jar")
                        .judgedBy(JARSIGNER)
                        .setting("`-addprovider CratonHSM -keystore NONE -storetype CratonHSM`"));
    }

    private static List<Client> servers() {
        return List.of(
                server(
                                "EmbeddedTomcat",
                                "Tomcat 11",
                                "org.apache.tomcat.embed:tomcat-embed-core:11.0.25")
                        .setting(TOMCAT),
                server(
                                "EmbeddedTomcat",
                                "Tomcat 10.1",
                                "org.apache.tomcat.embed:tomcat-embed-core:10.1.59")
                        .setting(TOMCAT),
                server("Jetty", "Jetty 12", "org.eclipse.jetty:jetty-server:12.1.14")
                        .key(EC)
                        .unchanged(),
                server("UndertowServer", "Undertow", "io.undertow:undertow-core:2.4.4.Final")
                        .key(EC)
                        .unchanged(),
                server("VertxServer", "Vert.x", "io.vertx:vertx-core:5.0.7")
                        .setting(
                                "`KeyCertOptions.wrap(keyManager)`, for `KeyStoreOptions` copies the key"),
                server(
                                "NettyJdk",
                                "Netty, JDK's engine",
                                "io.netty:netty-handler:4.2.20.Final",
                                "io.netty:netty-codec-http:4.2.20.Final")
                        .key(EC)
                        .setting("`SslContextBuilder.forServer(keyManagerFactory)`"),
                server(
                                "NettyOpenSsl",
                                "Netty, OpenSSL's engine",
                                "io.netty:netty-tcnative-boringssl-static:jar:linux-x86_64:2.0.84.Final",
                                "io.netty:netty-tcnative-classes:2.0.84.Final",
                                "io.netty:netty-handler:4.2.20.Final",
                                "io.netty:netty-codec-http:4.2.20.Final")
                        .unchanged(),
                server("Conscrypt", "Conscrypt", "org.conscrypt:conscrypt-openjdk-uber:2.5.2")
                        // It looks for the name of the peer in private fields.
                        .option("--add-opens=java.base/java.net=ALL-UNNAMED")
                        .setting(
                                "`KeyManagerFactory` `SunX509`: with `PKIX` it finds no software key either"),
                server(
                                "BouncyCastleTls",
                                "Bouncy Castle's JSSE",
                                "org.bouncycastle:bctls-jdk18on:1.84")
                        .unchanged(),
                server(
                                "SpringBoot",
                                "Spring Boot 4",
                                "org.springframework.boot:spring-boot-starter-web:4.1.2")
                        .key(EC)
                        .setting(SPRING),
                server(
                                "SpringBoot",
                                "Spring Boot 3.5",
                                "org.springframework.boot:spring-boot-starter-web:3.5.7")
                        .setting(SPRING),
                Client.of(
                                "GrpcServer",
                                "gRPC",
                                "io.grpc:grpc-netty-shaded:1.85.1",
                                "io.grpc:grpc-stub:1.85.1",
                                "io.grpc:grpc-services:1.85.1")
                        .key(EC)
                        .does("serves calls over TLS")
                        .judgedTogether("its client, in another JVM")
                        .setting(
                                "`NettyServerBuilder.sslContext`, made with `forServer(key, chain)`; `TlsServerCredentials` wants the key's encoding"),
                Client.of("MinaSshd", "Apache MINA SSHD", "org.apache.sshd:sshd-core:2.20.0")
                        .key(EC)
                        .does("serves SSH with the key as host key")
                        .judgedTogether("OpenSSH's client")
                        .setting(SSHD),
                Client.of(
                                "MinaSshdAuthority",
                                "Apache MINA SSHD, certificates",
                                "org.apache.sshd:sshd-core:2.20.0")
                        .does("certifies the key of a host")
                        .judgedTogether("OpenSSH's client, which knows the authority")
                        .setting(SSHD),
                Client.of(
                                "Artemis",
                                "ActiveMQ Artemis",
                                "org.apache.activemq:artemis-server:2.42.0")
                        .does("serves a broker over TLS")
                        .judgedTogether("its client, in another JVM")
                        .setting("`keyStoreType=CratonHSM` and a reference file as `keyStorePath`"),
                Client.of(
                                "KafkaBroker",
                                "Apache Kafka, broker",
                                "org.apache.kafka:kafka_2.13:4.4.0")
                        .key(EC)
                        .does("serves a broker over TLS, and takes a renewed certificate")
                        .judgedTogether("its clients, and a TLS client of the JDK")
                        .setting(
                                "`ssl.keystore.type=CratonHSM` and a reference file as `ssl.keystore.location`"),
                Client.of(
                                "SpringBootReload",
                                "Spring Boot 4, reload",
                                "org.springframework.boot:spring-boot-starter-web:4.1.2")
                        .key(EC)
                        .does("takes a renewed certificate while it serves")
                        .judgedTogether("a TLS client of the JDK, before and after")
                        .setting("`reload-on-update=true`; the reference file is written anew"),
                server(
                                "ReactorNetty",
                                "Reactor Netty",
                                "io.projectreactor.netty:reactor-netty-http:1.2.9")
                        .key(EC)
                        .unchanged(),
                Client.of(
                                "JavaWebSocket",
                                "Java-WebSocket",
                                "org.java-websocket:Java-WebSocket:1.6.0")
                        .does("serves WebSocket over TLS")
                        .judgedTogether("the JDK's client")
                        .unchanged(),
                server(
                                "Micronaut",
                                "Micronaut",
                                "io.micronaut:micronaut-http-server-netty:4.10.15",
                                "io.micronaut:micronaut-runtime:4.10.15",
                                "io.micronaut:micronaut-jackson-databind:4.10.15")
                        .key(EC)
                        .setting(
                                "`micronaut.server.ssl.key-store.type: CratonHSM` and a reference file as `path`"));
    }

    private static Client.Builder server(String program, String title, String... uses) {
        return Client.of(program, title, uses).does(SERVES).judgedTogether(TLS_CLIENT);
    }

    private static List<Client> connections() {
        return List.of(
                Client.of("OkHttp", "OkHttp", "com.squareup.okhttp3:okhttp-jvm:5.5.1")
                        .does(SHOWS)
                        .judgedTogether(TLS_SERVER)
                        .unchanged(),
                Client.of(
                                "ApacheHttpClient",
                                "Apache HttpClient",
                                "org.apache.httpcomponents.client5:httpclient5:5.6.5")
                        .key(EC)
                        .does(SHOWS)
                        .judgedTogether(TLS_SERVER)
                        .unchanged(),
                Client.of(
                                "UnboundIdLdaps",
                                "UnboundID LDAP SDK",
                                "com.unboundid:unboundid-ldapsdk:7.0.4")
                        .does("serves a directory over LDAPS")
                        .judgedTogether("its client, over TLS of the JDK")
                        .unchanged(),
                Client.of("Pgjdbc", "PostgreSQL JDBC driver", "org.postgresql:postgresql:42.7.14")
                        .does("logs in with a client certificate")
                        .judgedTogether("PostgreSQL, `pg_stat_ssl`")
                        .setting(
                                "`sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory`, `-Djavax.net.ssl.keyStoreType=CratonHSM` and a reference file as `-Djavax.net.ssl.keyStore`"),
                Client.of(
                                "CxfClient",
                                "Apache CXF, client",
                                "org.apache.cxf:cxf-rt-rs-client:4.2.3")
                        .does(SHOWS)
                        .judgedTogether(TLS_SERVER)
                        .unchanged(),
                Client.of(
                                "MariaDb",
                                "MariaDB Connector/J",
                                "org.mariadb.jdbc:mariadb-java-client:3.5.6")
                        .does("logs in with a client certificate")
                        .judgedTogether("MariaDB, of which the user has to have the subject")
                        .setting("`keyStoreType=CratonHSM` and a reference file as `keyStore`"));
    }

    private static List<Client> tokens() {
        return List.of(
                Client.of("Nimbus", "Nimbus JOSE + JWT", NIMBUS)
                        .does("signs a JWT, RS256")
                        .judgedBy(JDK_SIGNATURE)
                        .unchanged(),
                Client.of("NimbusPss", "Nimbus JOSE + JWT, PS256", NIMBUS)
                        .does("signs a JWT, PS256")
                        .judgedBy(JDK_SIGNATURE)
                        .setting("`signer.getJCAContext().setProvider(provider)`"),
                Client.of("NimbusDecryption", "Nimbus JOSE + JWT, decryption", NIMBUS)
                        .does("decrypts a JWE, RSA-OAEP-256")
                        .judgedTogether("itself, who has encrypted it, in another JVM")
                        .unchanged(),
                Client.of("NimbusAgreement", "Nimbus JOSE + JWT, agreement", NIMBUS)
                        .key(AGREEMENT)
                        .does("decrypts a JWE, ECDH-ES+A256KW")
                        .judgedTogether("itself, who has encrypted it, in another JVM")
                        .unchanged(),
                Client.of("Keycloak", "Keycloak, its tokens", "org.keycloak:keycloak-core:26.8.2")
                        .does("signs a JWT, RS256")
                        .judgedBy(JDK_SIGNATURE)
                        .unchanged(),
                Client.of(
                                "SmallRyeJwt",
                                "SmallRye JWT, of Quarkus",
                                "io.smallrye:smallrye-jwt-build:4.6.2",
                                "org.eclipse.parsson:parsson:1.1.7",
                                "io.smallrye.config:smallrye-config:3.11.1")
                        .key(EC)
                        .does("signs a JWT, ES256")
                        .judgedBy(JDK_SIGNATURE)
                        .unchanged(),
                Client.of("Jose4j", "jose4j", "org.bitbucket.b_c:jose4j:0.9.6")
                        .key(EC)
                        .does("signs a JWS, ES256")
                        .judgedBy(JDK_SIGNATURE)
                        .unchanged(),
                Client.of(
                                "Jjwt",
                                "jjwt",
                                "io.jsonwebtoken:jjwt-api:0.13.0",
                                "io.jsonwebtoken:jjwt-impl:0.13.0",
                                "io.jsonwebtoken:jjwt-jackson:0.13.0")
                        .does("signs a JWT, RS256")
                        .judgedBy(JDK_SIGNATURE)
                        .unchanged(),
                Client.of("Auth0Jwt", "Auth0 java-jwt", "com.auth0:java-jwt:4.5.0")
                        .key(EC)
                        .does("signs a JWT, ES256")
                        .judgedBy(JDK_SIGNATURE)
                        .adapter(),
                Client.of(
                                "SpringAuthorizationServer",
                                "Spring Authorization Server, of Spring Boot",
                                "org.springframework.boot:spring-boot-starter-security-oauth2-authorization-server:4.0.7")
                        .does("issues access tokens, RS256")
                        .judgedTogether("an HTTP client and a `Signature` of the JDK")
                        .unchanged(),
                Client.of(
                                "GoogleAuth",
                                "Google auth library",
                                "com.google.auth:google-auth-library-oauth2-http:1.57.0")
                        .does("asks for an access token as a service account")
                        .judgedTogether("a token server with a `Signature` of the JDK")
                        .unchanged(),
                Client.of("Acme4j", "acme4j", "org.shredzone.acme4j:acme4j-client:3.5.1")
                        .key(EC)
                        .does("signs the requests of an account")
                        .judgedBy(JDK_SIGNATURE)
                        .unchanged(),
                Client.of("Tink", "Tink", "com.google.crypto.tink:tink:1.20.0")
                        .key(AES)
                        .does("seals and opens its keysets, AES-GCM")
                        .judgedBy("itself, with a signature of the opened keyset, in another JVM")
                        .adapter(),
                Client.of(
                                "Tink",
                                "Tink, `CratonHSM-Keys` first",
                                "com.google.crypto.tink:tink:1.20.0")
                        .keysFirst()
                        .key(AES)
                        .does("generates software keys as before, and seals them")
                        .judgedBy("itself, with a signature of the opened keyset, in another JVM")
                        .adapter(),
                Client.of("Web3j", "web3j", "org.web3j:crypto:4.12.3")
                        .key(SECP256K1)
                        .does("signs a transaction")
                        .judgedBy(RECOVERS)
                        .adapter(),
                Client.of("Bitcoinj", "bitcoinj", "org.bitcoinj:bitcoinj-core:0.17")
                        .key(SECP256K1)
                        .does("signs a hash")
                        .judgedBy("itself, with the public key, in another JVM")
                        .adapter());
    }

    private static List<Client> documents() {
        return List.of(
                Client.of("BouncyCastleCms", "Bouncy Castle, CMS signatures", BCPKIX)
                        .does("signs a message")
                        .judgedBy(OPENSSL.formatted("cms -verify"))
                        .unchanged(),
                Client.of(
                                "BouncyCastleMail",
                                "Bouncy Castle, S/MIME",
                                "org.bouncycastle:bcjmail-jdk18on:1.84",
                                "org.eclipse.angus:angus-mail:2.0.3")
                        .does("signs a mail")
                        .judgedBy(OPENSSL.formatted("smime -verify"))
                        .unchanged(),
                Client.of("BouncyCastleCmsDecryption", "Bouncy Castle, CMS decryption", BCPKIX)
                        .does("decrypts a message")
                        .judgedTogether("`openssl cms -encrypt`, whose text came back")
                        .unchanged(),
                Client.of("BouncyCastleTimeStamp", "Bouncy Castle, time stamps", BCPKIX)
                        .key(TIME_STAMPS)
                        .does("answers a request for a time stamp")
                        .judgedTogether(OPENSSL.formatted("ts -verify"))
                        .unchanged(),
                Client.of("BouncyCastleOcsp", "Bouncy Castle, OCSP", BCPKIX)
                        .does("answers whether a certificate is revoked")
                        .judgedTogether(OPENSSL.formatted("ocsp"))
                        .unchanged(),
                Client.of(
                                "BouncyCastleOpenPgp",
                                "Bouncy Castle, OpenPGP",
                                "org.bouncycastle:bcpg-jdk18on:1.86")
                        .does("certifies its key and signs a file")
                        .judgedBy("`gpg --verify`")
                        .unchanged(),
                Client.of("BouncyCastleRequest", "Bouncy Castle, PKCS#10 with PSS", BCPKIX)
                        .does("makes a request for a certificate")
                        .judgedBy(OPENSSL.formatted("req -verify"))
                        .unchanged(),
                Client.of("Santuario", "Apache Santuario", SANTUARIO)
                        .does("signs an XML document")
                        .judgedBy(ITSELF)
                        .unchanged(),
                Client.of("Santuario", "Apache Santuario, ECDSA", SANTUARIO)
                        .key(EC)
                        .option(SIGNED_WITH + "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256")
                        .does("signs an XML document with ECDSA")
                        .judgedBy(ITSELF)
                        .unchanged(),
                Client.of("Santuario", "Apache Santuario, PSS", SANTUARIO)
                        .keysFirst()
                        .option(SIGNED_WITH + MGF1)
                        .does("signs an XML document with RSA and MGF1")
                        .judgedBy(ITSELF)
                        .setting(KEYS_FIRST),
                Client.of("PdfBox", "Apache PDFBox", "org.apache.pdfbox:pdfbox:3.0.8", BCPKIX)
                        .does("signs a PDF document")
                        .judgedBy(DETACHED)
                        .adapter(),
                Client.of(
                                "OpenPdf",
                                "OpenPDF",
                                "com.github.librepdf:openpdf:2.0.5",
                                BCPKIX,
                                "org.apache.pdfbox:pdfbox:3.0.8")
                        .does("signs a PDF document")
                        .judgedBy(DETACHED)
                        .adapter(),
                Client.of(
                                "IText",
                                "iText",
                                "com.itextpdf:sign:9.3.0",
                                "com.itextpdf:bouncy-castle-adapter:9.3.0",
                                "org.apache.pdfbox:pdfbox:3.0.8")
                        .does("signs a PDF document")
                        .judgedBy(DETACHED)
                        .setting("`new PrivateKeySignature(key, digest, \"CratonHSM\")`"),
                Client.of(
                                "Dss",
                                "DSS of the European Commission",
                                "eu.europa.ec.joinup.sd-dss:dss-cades:6.3",
                                "eu.europa.ec.joinup.sd-dss:dss-token:6.3",
                                "eu.europa.ec.joinup.sd-dss:dss-cms-object:6.3",
                                "eu.europa.ec.joinup.sd-dss:dss-utils-apache-commons:6.3")
                        .does("signs a file, CAdES")
                        .judgedBy(OPENSSL.formatted("cms -verify"))
                        .setting(
                                "`KeyStoreSignatureTokenConnection` of type `CratonHSM` on a reference file"),
                Client.of("Jsign", "Jsign", "net.jsign:jsign-core:7.3")
                        .does("signs a program for Windows")
                        .judgedBy("`osslsigncode verify`")
                        .unchanged(),
                Client.of("Apksig", "apksig", "com.android.tools.build:apksig:9.5.0")
                        .does("signs a package for Android")
                        .judgedBy("its verifier, in another JVM")
                        .unchanged(),
                Client.of("Apksig", "apksig, ECDSA", "com.android.tools.build:apksig:9.5.0")
                        .key(EC)
                        .does("signs a package for Android")
                        .judgedBy("its verifier, in another JVM")
                        .unchanged(),
                Client.of("SantuarioDecryption", "Apache Santuario, decryption", SANTUARIO)
                        .does("decrypts an XML document, RSA-OAEP")
                        .judgedTogether("itself, who has encrypted it, in another JVM")
                        .unchanged(),
                Client.of(
                                "AwsEncryption",
                                "AWS Encryption SDK",
                                "com.amazonaws:aws-encryption-sdk-java:3.0.1",
                                "org.bouncycastle:bcprov-jdk18on:1.86")
                        .does("decrypts a message, RSA-OAEP")
                        .judgedTogether("itself, who has encrypted it, in another JVM")
                        .unchanged(),
                Client.of("Wss4j", "Apache WSS4J", "org.apache.wss4j:wss4j-ws-security-dom:2.4.3")
                        .does("signs a SOAP message")
                        .judgedBy("itself, with the authority, in another JVM")
                        .setting(
                                "`merlin.keystore.type=CratonHSM` and a reference file as `merlin.keystore.file`"),
                Client.of(
                                "Wss4j",
                                "Apache WSS4J, PSS",
                                "org.apache.wss4j:wss4j-ws-security-dom:2.4.3")
                        .keysFirst()
                        .option(SIGNED_WITH + MGF1)
                        .does("signs a SOAP message with RSA and MGF1")
                        .judgedBy("itself, with the authority, in another JVM")
                        .setting(KEYS_FIRST),
                Client.of("OpenSaml", "OpenSAML", "org.opensaml:opensaml-saml-impl:4.0.1")
                        .does("signs an assertion")
                        .judgedBy(ITSELF)
                        .unchanged());
    }

    /** Ways that do not work, of clients that have another. */
    private static List<Client> refusals() {
        return List.of(
                Client.of(
                                "NettyJdkKey",
                                "Netty, JDK's engine, `forServer(key, chain)`",
                                "io.netty:netty-handler:4.2.20.Final")
                        .does(COPIES)
                        .cannot(
                                "Key protection algorithm not found",
                                "`forServer(keyManagerFactory)`, or OpenSSL's engine"),
                Client.of("VertxKeyStore", "Vert.x, `KeyStoreOptions`", "io.vertx:vertx-core:5.0.7")
                        .does(COPIES)
                        .cannot(
                                "Key protection algorithm not found",
                                "`KeyCertOptions.wrap(keyManager)`"),
                Client.of("Santuario", "Apache Santuario, PSS, no provider first", SANTUARIO)
                        .option(SIGNED_WITH + MGF1)
                        .does("asks for a provider before it shows the key")
                        .cannot(
                                "java.security.InvalidKeyException: key must be RSAPrivateKey",
                                KEYS_FIRST),
                Client.of(
                                "Poi",
                                "Apache POI",
                                "org.apache.poi:poi-ooxml:5.5.1",
                                "org.apache.santuario:xmlsec:3.0.6",
                                BCPKIX)
                        .does("asks the JDK's engine by name to sign a workbook")
                        .cannot(
                                "EncryptedDocumentException: java.security.InvalidKeyException: Missing key encoding",
                                "a library that asks for no provider"),
                Client.of("BouncyCastleNamed", "Bouncy Castle, `setProvider(\"BC\")`", BCPKIX)
                        .does("asks Bouncy Castle by name, which takes its own keys only")
                        .cannot("is not a RSAPrivateKey instance", "no provider, or this one"),
                Client.of(
                                "OpenPdfSha1",
                                "OpenPDF, `setCrypto(key, chain, ...)`",
                                "com.github.librepdf:openpdf:2.0.5",
                                BCPKIX)
                        .does("signs with SHA-1")
                        .cannot(
                                "CKM_SHA1_RSA_PKCS does not offer CKF_SIGN on this token or in its configuration",
                                "the adapter"));
    }
}
