package io.farrier.transport;

import java.time.Duration;
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

    /** What about it might be in the way of an update one of these days? Answered by {@link Condition}. */
    record ReadCondition(Bmc bmc) implements Ask {
        @Override
        public Operation operation() {
            return Operation.CONDITION;
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
     * Take this package, or what this catalog has for you. Answered by {@link Submitted}.
     *
     * @param inventoryId of the one component that it is for, as in {@link Inventory.Installed}; null: the package or the
     *     catalog says it, which WS-MAN does not take for an answer
     */
    record Submit(Bmc bmc, FirmwareUpdateRequest request, String inventoryId) implements Ask {
        public Submit(Bmc bmc, FirmwareUpdateRequest request) {
            this(bmc, request, null);
        }

        @Override
        public Operation operation() {
            return Operation.SUBMIT;
        }

        /**
         * Where the BMC fetches the package; for transports that know no other way.
         *
         * @throws Failure when it is to come another way
         */
        public String imageUri() {
            if (request instanceof FirmwareUpdateRequest.SimpleUpdate simple) {
                return simple.imageUri();
            }
            throw new Failure("mode", "The package for " + bmc + " is not to be fetched by the BMC");
        }

        public boolean immediate() {
            return request.immediate();
        }
    }

    /** What do you mean by this message id? Answered by {@link Explained}. */
    record Explain(Bmc bmc, String messageId) implements Ask {
        @Override
        public Operation operation() {
            return Operation.EXPLAIN;
        }
    }

    /** What would you install? After a dry run by a catalog. Answered by {@link Repository}. */
    record ReadRepository(Bmc bmc) implements Ask {
        @Override
        public Operation operation() {
            return Operation.DRY_RUN;
        }
    }

    /**
     * Go back to the version that you held before. Answered by {@link Submitted}.
     *
     * @param inventoryId of the component, as in {@link Inventory.Installed}
     * @param version the one to go back to; any that is kept where null
     */
    record Rollback(Bmc bmc, String inventoryId, String version, boolean immediate) implements Ask {
        @Override
        public Operation operation() {
            return Operation.ROLLBACK;
        }
    }

    /**
     * Let these jobs, all of them our own and fetched, run at the host's next start, without starting it. Where the
     * device keeps what it fetched until it is told (Downloaded). Answered by {@link Accepted}.
     *
     * @param within they lapse by themselves if the host has not been started by then, in the device's time; null: never
     */
    record Stage(Bmc bmc, List<String> jids, Duration within) implements Ask {
        public Stage(Bmc bmc, List<String> jids) {
            this(bmc, jids, null);
        }

        @Override
        public Operation operation() {
            return Operation.STAGE;
        }
    }

    /**
     * Tell your whole configuration, without passwords and their hashes. It changes nothing, but makes a job, and the device takes nothing
     * else meanwhile; so it belongs to a run, as what writes does. Answered by {@link Profile}.
     *
     * @param jid of the job that collects it; null: it is to begin
     */
    record ExportProfile(Bmc bmc, String jid) implements Ask {
        @Override
        public Operation operation() {
            return Operation.PROFILE;
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

    /**
     * Forget every job, whoever's it is, also what runs, and start the Lifecycle Controller's services anew: a person has
     * seen the list. Answered by {@link Accepted}.
     */
    record ForceClear(Bmc bmc) implements Ask {
        @Override
        public Operation operation() {
            return Operation.FORCE_CLEAR;
        }
    }

    /** Take all power from a host that is off, and give it back; the BMC restarts. Answered by {@link Accepted}. */
    record VirtualAc(Bmc bmc) implements Ask {
        @Override
        public Operation operation() {
            return Operation.VIRTUAL_AC;
        }
    }

    /** Remove these jobs, all of them our own or seen by a person, from the device's queue. Answered by {@link Accepted}. */
    record Clear(Bmc bmc, List<String> jids) implements Ask {
        @Override
        public Operation operation() {
            return Operation.CLEAR;
        }
    }
}
