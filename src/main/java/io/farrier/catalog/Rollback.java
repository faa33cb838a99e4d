package io.farrier.catalog;

/**
 * How a device goes back from a package, as {@code RollbackInformation} within a {@code Device} says (recorded: catalog
 * 25.04.28).
 *
 * @param componentId of the device; null where it is given by PCI ids alone
 * @param identifier under which the device keeps the former version
 * @param alternateIdentifier another one that it accepts; null where absent
 * @param timeout seconds; null where absent
 * @param impactsTpm whether it changes what the TPM measures, so that BitLocker asks for its key; null where absent
 */
public record Rollback(
        String componentId,
        String identifier,
        String alternateIdentifier,
        String fmpWrapperIdentifier,
        Integer timeout,
        Boolean impactsTpm) {}
