package io.craton.hsm.clients;

/** A client with a certificate: the JDK's TLS server judges. */
public interface ShowsCertificate extends Program {
    @Override
    default String judge(TrialPlace place) throws Exception {
        return Judges.clientCertificate(place);
    }
}
