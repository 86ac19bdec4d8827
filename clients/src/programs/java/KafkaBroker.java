import io.craton.hsm.clients.Judges;
import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Time;

public class KafkaBroker implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        int port = TrialPlace.freePort();
        int controller = TrialPlace.freePort();
        Properties settings = new Properties();
        settings.putAll(
                Map.of(
                        "process.roles", "broker,controller",
                        "node.id", "1",
                        "controller.quorum.voters", "1@localhost:" + controller,
                        "listeners",
                                "SSL://localhost:" + port + ",CONTROLLER://localhost:" + controller,
                        "listener.security.protocol.map", "SSL:SSL,CONTROLLER:PLAINTEXT",
                        "controller.listener.names", "CONTROLLER",
                        "inter.broker.listener.name", "SSL",
                        "log.dirs", token.file("kafka").toString(),
                        "offsets.topic.replication.factor", "1",
                        "ssl.client.auth", "required"));
        settings.putAll(
                Map.of(
                        "ssl.keystore.type", "CratonHSM",
                        "ssl.keystore.location", token.reference().toString(),
                        "ssl.keystore.password", token.pin(),
                        "ssl.key.password", token.pin(),
                        "ssl.truststore.type", "PKCS12",
                        "ssl.truststore.location", token.file("trust.p12").toString(),
                        "ssl.truststore.password", TrialPlace.PASSWORD));
        try (var out = Files.newOutputStream(token.file("server.properties"))) {
            settings.store(out, null);
        }
        String file = token.file("server.properties").toString();
        String[] format = {"format", "-t", "MkU3OEVBNTcwNTJENDM2Qg", "-c", file};
        StorageTool.execute(format, System.out);
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
        server.startup();
        token.say("port", Integer.toString(port));
        token.await("first");
        token.renew();
        reload(token, port);
        token.await("verdict");
    }

    /** What kafka-configs.sh does: the location, as it was, of a file that is newer. */
    private static void reload(UsedToken token, int port) throws Exception {
        Files.setLastModifiedTime(token.reference(), FileTime.from(Instant.now()));
        ConfigEntry location =
                new ConfigEntry(
                        "listener.name.ssl.ssl.keystore.location", token.reference().toString());
        ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, "1");
        AlterConfigOp set = new AlterConfigOp(location, AlterConfigOp.OpType.SET);
        try (Admin admin = Admin.create(client(token, port))) {
            admin.incrementalAlterConfigs(Map.of(broker, List.of(set))).all().get();
        }
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        Map<String, Object> settings = client(place, place.port());
        try (Admin admin = Admin.create(settings)) {
            admin.createTopics(List.of(new NewTopic("topic", 1, (short) 1))).all().get();
        }
        StringSerializer write = new StringSerializer();
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(settings, write, write)) {
            producer.send(new ProducerRecord<>("topic", "a message")).get();
        }
        StringDeserializer read = new StringDeserializer();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(settings, read, read)) {
            consumer.assign(List.of(new TopicPartition("topic", 0)));
            ConsumerRecords<String, String> records = consumer.poll(Duration.ofSeconds(30));
            String message = records.iterator().next().value();
            return message + ", then " + Judges.renewal(place);
        }
    }

    private static Map<String, Object> client(TrialPlace place, int port) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", "localhost:" + port);
        settings.put("security.protocol", "SSL");
        settings.put("ssl.keystore.type", "PKCS12");
        settings.put("ssl.keystore.location", place.file("other.p12").toString());
        settings.put("ssl.keystore.password", TrialPlace.PASSWORD);
        settings.put("ssl.key.password", TrialPlace.PASSWORD);
        settings.put("ssl.truststore.type", "PKCS12");
        settings.put("ssl.truststore.location", place.file("trust.p12").toString());
        settings.put("ssl.truststore.password", TrialPlace.PASSWORD);
        settings.put("auto.offset.reset", "earliest");
        return settings;
    }
}
