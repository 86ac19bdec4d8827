package io.craton.hsm.provider;

import org.junit.jupiter.api.Nested;

/**
 * Other people's programs, with real connections and real files, on keys in the token. Those with
 * the tag {@code ecosystem} run with {@code -Pecosystem}.
 */
class CratonEcosystemIT {
    @Nested
    class JdkTls extends JdkTlsClient {}

    @Nested
    class Tomcat extends TomcatClient {}

    @Nested
    class Tomcat10 extends Tomcat10Client {}

    @Nested
    class Jetty extends JettyClient {}

    @Nested
    class Keytool extends KeytoolClient {}

    @Nested
    class Tools extends ToolsClient {}

    @Nested
    class XmlSignature extends XmlSignatureClient {}

    @Nested
    class BouncyCastle extends BouncyCastleClient {}

    @Nested
    class PostQuantum extends PostQuantumClient {}

    @Nested
    class Jose extends JoseClient {}

    @Nested
    class Kafka extends KafkaClient {}

    @Nested
    class EntryView extends EntryViewClient {}

    @Nested
    class KeysFirst extends KeysFirstClient {}
}
