package io.farrier.transport;

import io.farrier.catalog.Artifacts;
import io.farrier.transport.UpdateMode.Delivery;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/** How a package comes to a device: gathers what {@link UpdateMode} decides by, and makes the request of it. */
@Component
public class UpdateChoice {

    private final UpdateModes modes;
    private final Artifacts artifacts;
    private final URI files;
    private final Delivery delivery;
    private final Duration again;
    private final DataSize slowest;
    private final Duration taken;

    UpdateChoice(
            UpdateModes modes,
            Artifacts artifacts,
            @Value("${farrier.files.base-url}") URI files,
            @Value("${farrier.files.delivery}") String delivery,
            @Value("${farrier.files.fetch-again}") Duration again,
            @Value("${farrier.files.slowest}") DataSize slowest,
            @Value("${farrier.files.taken}") Duration taken) {
        this.modes = modes;
        this.artifacts = artifacts;
        this.files = files;
        this.delivery = Delivery.of(delivery);
        this.again = again;
        this.slowest = slowest;
        this.taken = taken;
    }

    /** @param sha256 the package's name in the hub's store */
    public UpdateMode choose(Bmc bmc, String transport, String sha256) {
        return UpdateMode.choose(new UpdateMode.Facts(
                bmc,
                modes.offered(bmc.hostId(), transport).orElse(null),
                artifacts.file(sha256).map(file -> file.toFile().length()).orElse(null),
                files,
                modes.unfetched(bmc.hostId(), again).orElse(null),
                delivery));
    }

    /** The BMC fetches: @param path that the hub serves to this BMC alone */
    public FirmwareUpdateRequest simple(String path, boolean immediate) {
        return new FirmwareUpdateRequest.SimpleUpdate(files + path, immediate);
    }

    /**
     * The hub sends.
     *
     * @throws Failure when the file is not there any more; nothing has left then
     */
    public FirmwareUpdateRequest multipart(String sha256, String fileName, boolean immediate) {
        Path file = artifacts
                .file(sha256)
                .orElseThrow(() -> new Failure("mode", "This hub does not hold the file of " + fileName));
        return new FirmwareUpdateRequest.MultipartUpdate(
                file, fileName, file.toFile().length(), immediate);
    }

    /** How long sending this file and the device's look at it may take. */
    public Duration sending(String sha256) {
        return sending(artifacts
                        .file(sha256)
                        .map(file -> file.toFile().length())
                        .orElse(0L))
                .plus(taken);
    }

    /** How long these bytes may be under way. */
    public Duration sending(long size) {
        return Duration.ofSeconds(1 + size / slowest.toBytes());
    }
}
