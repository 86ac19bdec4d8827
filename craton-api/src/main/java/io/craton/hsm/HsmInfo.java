package io.craton.hsm;

/**
 * What the module is ({@code CK_INFO}).
 *
 * @param cryptokiVersion the version of PKCS#11, {@code 3.2}
 * @param manufacturer at most 32 bytes
 * @param description at most 32 bytes
 * @param version the version of the product, such as {@code 0.10.0}
 */
public record HsmInfo(
        String cryptokiVersion, String manufacturer, String description, String version) {}
