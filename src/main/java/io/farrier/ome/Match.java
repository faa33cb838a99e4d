package io.farrier.ome;

import java.util.List;
import java.util.Optional;

/**
 * Which of our hosts a device of an OME is. Who a server is, its BMC says: an OME's address only tells where to ask. Pure.
 *
 * @param hostId null: none that we know
 * @param problem where the OME contradicts a BMC, a sentence; null: it does not
 * @param ask whether somebody should go and see who is at the address that the OME names
 */
record Match(Long hostId, String problem, boolean ask) {

    /** A server that we know. @param serviceTag as its BMC said; null: it was not asked yet */
    record Server(long id, String address, int port, String serviceTag) {}

    /** @param servers those whose BMC could be read come first */
    static Match of(Device device, List<Server> servers) {
        Optional<Server> there = servers.stream()
                .filter(server -> server.address().equals(device.address()))
                .min((a, b) -> Boolean.compare(a.port() != device.port(), b.port() != device.port()));
        Optional<Server> named = servers.stream()
                .filter(server ->
                        server.serviceTag() != null && server.serviceTag().equalsIgnoreCase(device.serviceTag()))
                .min((a, b) -> Boolean.compare(
                        !a.address().equals(device.address()), !b.address().equals(device.address())));
        if (named.isPresent()) {
            Server same = named.get();
            boolean moved = device.address() != null && !same.address().equals(device.address());
            return moved
                    ? new Match(
                            same.id(),
                            "It says that %s is at %s; the BMC at %s answered as that server."
                                    .formatted(device.serviceTag(), device.address(), same.address()),
                            there.isEmpty())
                    : new Match(same.id(), null, false);
        }
        if (there.isPresent() && there.get().serviceTag() != null && device.serviceTag() != null) {
            return new Match(
                    null,
                    "It says that %s is at %s; the BMC there answers as %s."
                            .formatted(
                                    device.serviceTag(),
                                    device.address(),
                                    there.get().serviceTag()),
                    false);
        }
        return there.map(server -> new Match(server.id(), null, server.serviceTag() == null))
                .orElseGet(() -> device.address() == null
                        ? new Match(null, "It tells no address of its iDRAC that could be asked.", false)
                        : new Match(null, null, true));
    }
}
