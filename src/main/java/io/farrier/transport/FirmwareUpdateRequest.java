package io.farrier.transport;

import java.net.URI;
import java.nio.file.Path;

/** What a device is to install, and how its bytes come to it; the names are those of Redfish and of Dell's OEM actions. */
public sealed interface FirmwareUpdateRequest {

    /**
     * Install now; only for direct components, which never restart the host. Otherwise it is staged for the next start of
     * the host.
     */
    boolean immediate();

    /**
     * The BMC fetches one package.
     *
     * @param imageUri where from
     */
    record SimpleUpdate(String imageUri, boolean immediate) implements FirmwareUpdateRequest {}

    /**
     * The hub sends one package.
     *
     * @param file in the hub's store, where its name is its hash
     * @param fileName the package's own: a device goes by its ending
     * @param size in bytes
     */
    record MultipartUpdate(Path file, String fileName, long size, boolean immediate) implements FirmwareUpdateRequest {}

    /**
     * The BMC compares itself with a catalog, and fetches what it misses.
     *
     * @param catalog of http, https, nfs or cifs, up to the catalog's own file: {@code https://mirror/dell/Catalog.xml.gz}
     * @param apply false: the vendor's own dry run, which installs nothing
     */
    record InstallFromRepository(URI catalog, boolean apply) implements FirmwareUpdateRequest {

        /** The device itself knows what it can install at once; the rest is staged, and it is never told to restart. */
        @Override
        public boolean immediate() {
            return false;
        }
    }
}
