package io.craton.hsm.clients;

/** A server of web pages: the JDK's TLS client judges. */
public interface ServesHttps extends Program {
    @Override
    default String judge(TrialPlace place) throws Exception {
        return Judges.https(place);
    }
}
