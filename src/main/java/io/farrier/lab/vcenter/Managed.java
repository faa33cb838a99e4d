package io.farrier.lab.vcenter;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A managed object: something that a vCenter has, under an id of its own. */
interface Managed {

    String moid();

    /** {@code HostSystem}. */
    String type();

    /** The types that it is too: {@code ManagedEntity}. */
    default List<String> kinds() {
        return List.of();
    }

    /** Its properties by name; one that is unset supplies null. The value's own name means nothing. */
    Map<String, Supplier<Value>> properties();

    default boolean is(String wanted) {
        return type().equals(wanted) || kinds().contains(wanted);
    }
}
