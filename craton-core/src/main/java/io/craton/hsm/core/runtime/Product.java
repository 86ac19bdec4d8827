package io.craton.hsm.core.runtime;

/** What the product calls itself; PKCS#11 bounds each name. */
public final class Product {
    /** Name of the product. */
    public static final String NAME = "Craton HSM";

    /** At most 32 bytes. */
    public static final String MANUFACTURER = "Craton";

    /** At most 16 bytes. */
    public static final String MODEL = "Craton HSM Java";

    /** The version of the product. */
    public static final String VERSION = "0.11.0";

    /** The version as {@code CK_VERSION}: major and minor. */
    public static final String VERSION_NUMBER = VERSION.substring(0, VERSION.lastIndexOf('.'));

    /** The version of the standard. */
    public static final String CRYPTOKI = "3.2";

    private Product() {}
}
