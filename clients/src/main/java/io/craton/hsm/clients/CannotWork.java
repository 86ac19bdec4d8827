package io.craton.hsm.clients;

/** A program whose client refuses the key: there is nothing to judge. */
public interface CannotWork extends Program {
    @Override
    default String judge(TrialPlace place) {
        throw new UnsupportedOperationException("the client has refused the key");
    }
}
