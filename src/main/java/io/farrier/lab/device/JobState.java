package io.farrier.lab.device;

/** A job's state in Dell's words (DellJob) with DMTF's (Job, Task) beside them. */
public enum JobState {
    NEW("New", "New"),
    DOWNLOADING("Downloading", "Running"),
    DOWNLOADED("Downloaded", "Pending"),
    SCHEDULED("Scheduled", "Pending"),
    RUNNING("Running", "Running"),
    COMPLETED("Completed", "Completed"),
    FAILED("Failed", "Exception"),
    REBOOT_PENDING("RebootPending", "Pending"),
    REBOOT_COMPLETED("RebootCompleted", "Completed"),
    REBOOT_FAILED("RebootFailed", "Exception");

    private final String dell;
    private final String dmtf;

    JobState(String dell, String dmtf) {
        this.dell = dell;
        this.dmtf = dmtf;
    }

    public String dell() {
        return dell;
    }

    public String dmtf() {
        return dmtf;
    }

    public boolean ended() {
        return switch (this) {
            case COMPLETED, FAILED, REBOOT_COMPLETED, REBOOT_FAILED -> true;
            case NEW, DOWNLOADING, DOWNLOADED, SCHEDULED, RUNNING, REBOOT_PENDING -> false;
        };
    }

    public boolean failed() {
        return this == FAILED || this == REBOOT_FAILED;
    }
}
