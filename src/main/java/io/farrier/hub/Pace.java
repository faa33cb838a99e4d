package io.farrier.hub;

import jakarta.validation.constraints.DecimalMin;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * How long things take and how often they are looked at. The values are written for real devices; {@code speed}
 * divides those that wait for a device, so that a lab whose time runs faster is treated alike.
 *
 * @param speed 1 for real devices; the lab's factor for a lab
 * @param lease how long a turn may last when nothing says otherwise; not divided
 * @param answer the hard time-out of one request to a BMC; not divided
 * @param settle after a request without an answer, how long until its effect must be visible on the device
 * @param download between two looks at a job that downloads
 * @param poll between two looks at a job that runs
 * @param ready between two looks at a device that is not ready
 * @param verify between two readings of the installed version
 * @param busy before a submit that the device was too busy for is tried again
 * @param login between logins while the BMC restarts because of us
 * @param down how long a host may take to go down when asked gracefully; then a human is asked
 * @param job how long one update may take from submit to end
 * @param away how long a BMC may be away while nothing explains it
 * @param back how long a BMC may be away after its own firmware was updated
 * @param drain how long a host may take to come to a standstill
 * @param inventory how long an inventory may lag behind the truth before a human is asked
 */
@Validated
@ConfigurationProperties("farrier.pace")
public record Pace(
        @DecimalMin("0.001") double speed,
        Duration lease,
        Duration answer,
        Duration settle,
        Duration download,
        Duration poll,
        Duration ready,
        Duration verify,
        Duration busy,
        Duration login,
        Duration down,
        Duration job,
        Duration away,
        Duration back,
        Duration drain,
        Duration inventory) {

    public Pace {
        settle = scaled(settle, speed);
        download = scaled(download, speed);
        poll = scaled(poll, speed);
        ready = scaled(ready, speed);
        verify = scaled(verify, speed);
        busy = scaled(busy, speed);
        login = scaled(login, speed);
        down = scaled(down, speed);
        job = scaled(job, speed);
        away = scaled(away, speed);
        back = scaled(back, speed);
        drain = scaled(drain, speed);
        inventory = scaled(inventory, speed);
    }

    /** A time that a device takes, in this hub's time; never less than 50 ms, so that nothing spins. */
    public Duration of(Duration deviceTime) {
        return scaled(deviceTime, speed);
    }

    /** A time of this hub, in that of its devices. */
    public Duration ofDevice(Duration hubTime) {
        return Duration.ofMillis(Math.round(hubTime.toMillis() * speed));
    }

    private static Duration scaled(Duration duration, double speed) {
        return Duration.ofMillis(Math.max(50, Math.round(duration.toMillis() / speed)));
    }
}
