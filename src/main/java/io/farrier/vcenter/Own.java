package io.farrier.vcenter;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The VMs that the hub can't do without: its own, its database's, its broker's, and the vCenter's. By name or UUID. */
record Own(Set<String> names) {

    static Own of(String listed) {
        return new Own(Arrays.stream(listed.split(","))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet()));
    }

    boolean has(Vm vm) {
        return names.contains(vm.name().toLowerCase(Locale.ROOT))
                || vm.uuid() != null && names.contains(vm.uuid().toLowerCase(Locale.ROOT));
    }
}
