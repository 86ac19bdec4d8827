package io.craton.hsm;

/**
 * The functions of PKCS#11 v3.2 on one session, one by one, with the standard's single active operation per
 * kind and its rules on what ends an operation.
 */
public interface SessionFunctions {}
