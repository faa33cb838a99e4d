package io.farrier.transport;

import java.util.List;

/** One thing asked of one BMC: the body that a route {@code <transport>.<operation>} takes. */
public sealed interface Ask {

    Bmc bmc();

    Operation operation();

    /** Who is there? Without a login. Answered by {@link Identity}. */
    record Identify(Bmc bmc) implements Ask {
        @Override
        public Operation operation() {
            return Operation.IDENTIFY;
        }
    }

    /** What is it, and which firmware does it hold? Answered by {@link Inventory}. */
    record ReadInventory(Bmc bmc) implements Ask {
        @Override
        public Operation operation() {
            return Operation.INVENTORY;
        }
    }

    /** Can it take an update now? Answered by {@link Readiness}. */
    record ReadReadiness(Bmc bmc) implements Ask {
        @Override
        public Operation operation() {
            return Operation.READY;
        }
    }

    /** How are these jobs? No ids: the whole queue. Answered by {@link Jobs}. */
    record ReadJobs(Bmc bmc, List<String> jids) implements Ask {
        @Override
        public Operation operation() {
            return Operation.JOB;
        }
    }

    /** Is the host on? Answered by {@link Power}. */
    record ReadPower(Bmc bmc) implements Ask {
        @Override
        public Operation operation() {
            return Operation.POWER;
        }
    }

    /**
     * Take this package. Answered by {@link Submitted}.
     *
     * @param imageUri where the BMC fetches it
     * @param immediate install now; only for direct components, which never restart the host. Otherwise it is staged for
     *     the next start of the host
     */
    record Submit(Bmc bmc, String imageUri, boolean immediate) implements Ask {
        @Override
        public Operation operation() {
            return Operation.SUBMIT;
        }
    }

    /** Start, stop or restart the host. Answered by {@link Accepted}. */
    record Reset(Bmc bmc, ResetKind kind) implements Ask {
        @Override
        public Operation operation() {
            return Operation.RESET;
        }
    }

    /** Restart the BMC itself; the host goes on. Answered by {@link Accepted}. */
    record ResetBmc(Bmc bmc) implements Ask {
        @Override
        public Operation operation() {
            return Operation.RESET_BMC;
        }
    }

    /** Remove these jobs, all of them our own, from the device's queue. Answered by {@link Accepted}. */
    record Clear(Bmc bmc, List<String> jids) implements Ask {
        @Override
        public Operation operation() {
            return Operation.CLEAR;
        }
    }
}
