package io.farrier.run;

/** How far one promise has come. */
enum Phase {
    /** Nothing has left the hub for it. */
    OPEN,
    /** An intent is committed, its outcome is not: it may have left, or not. */
    INTENDED,
    /** The device has a job that is fetching the package. */
    DOWNLOADING,
    /** The package is on the device, which may go on by itself or wait to be told when it is to be applied. */
    FETCHED,
    /** The package is on the device and waits for the host's next start. */
    STAGED,
    /** The device works on it. */
    RUNNING,
    /** The job says that it is done, or the device that there is nothing to do. That proves nothing yet. */
    CLAIMED,
    /** The promised version was read back, steadily. */
    PROVEN,
    /** It did not happen, and why is known. */
    FAILED;

    boolean settled() {
        return this == PROVEN || this == FAILED;
    }

    /** Whether the device may still apply it by itself. */
    boolean pending() {
        return this == DOWNLOADING || this == FETCHED || this == STAGED;
    }
}
