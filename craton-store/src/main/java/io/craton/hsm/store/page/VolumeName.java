package io.craton.hsm.store.page;

/** The files of a volume. */
public record VolumeName(String pages, String journal) {
    /** The volume that the token uses. */
    public static final VolumeName CURRENT = new VolumeName("state.mapdb", "state.journal");

    /** A volume that is being built; it takes the place of the current one when it is whole. */
    public static final VolumeName NEXT = new VolumeName("state.next.mapdb", "state.next.journal");
}
