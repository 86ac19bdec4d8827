package io.craton.hsm.store;

import java.nio.file.Path;

/** A process that holds a store open until its input ends. */
final class LockHolder {
    private LockHolder() {}

    public static void main(String[] args) throws Exception {
        try (SlotStores stores = Tokens.open(Path.of(args[0]))) {
            System.out.println("open " + stores.slot(0).state().initialized());
            while (System.in.read() >= 0) {
                // wait
            }
        }
    }
}
