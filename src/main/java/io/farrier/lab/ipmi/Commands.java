package io.farrier.lab.ipmi;

import io.farrier.lab.device.Device;
import io.farrier.lab.device.Host;
import io.farrier.lab.device.Tally;
import java.util.Arrays;
import java.util.HexFormat;

/** What a device does on IPMI's commands. Each is done within the device's lock; the numbers are those of IPMI 2.0, appendix G. */
final class Commands {
    private static final int CHASSIS = 0x00;
    private static final int APP = 0x06;
    private static final int STORAGE = 0x0a;

    static final int OPERATOR = 3;
    static final int ADMINISTRATOR = 4;

    /** Dell's number at IANA. */
    private static final int DELL = 674;

    private Commands() {}

    /** Those that are answered to who has not logged in. */
    static Completion open(Device device, Lan asked) {
        return switch (asked.function() << 8 | asked.command()) {
            case APP << 8 | 0x38 -> capabilities(asked.data());
            case APP << 8 | 0x37 -> new Completion(0, guid(device));
            case APP << 8 | 0x54 -> suites(asked.data());
            default -> Completion.NO_PRIVILEGE;
        };
    }

    static Completion of(Device device, Session session, Lan asked) {
        byte[] data = asked.data();
        return switch (asked.function() << 8 | asked.command()) {
            case APP << 8 | 0x01 -> deviceId(device);
            case APP << 8 | 0x02 -> coldReset(device, session);
            case APP << 8 | 0x3b -> privilege(session, data);
            case APP << 8 | 0x3c -> close(session, data);
            case CHASSIS << 8 | 0x01 -> Completion.of(device.host().on() ? 1 : 0, 0, 0);
            case CHASSIS << 8 | 0x02 -> control(device, session, data);
            case STORAGE << 8 | 0x10 -> fruSize(device, data);
            case STORAGE << 8 | 0x11 -> fruData(device, data);
            case STORAGE << 8 | 0x20 -> Sdr.info();
            case STORAGE << 8 | 0x22 -> Sdr.reserve();
            case STORAGE << 8 | 0x23 -> Sdr.read(data);
            case APP << 8 | 0x38, APP << 8 | 0x37, APP << 8 | 0x54 -> open(device, asked);
            default -> Completion.NOT_KNOWN;
        };
    }

    /** RMCP+ only; a name is wanted, and the key of the BMC is none of its own. */
    private static Completion capabilities(byte[] data) {
        return data.length < 2 ? Completion.TOO_SHORT : Completion.of(1, 0x80, 0x04, 0x02, 0, 0, 0, 0);
    }

    private static Completion suites(byte[] data) {
        if (data.length < 3) {
            return Completion.TOO_SHORT;
        }
        if ((data[2] & 0x3f) > 0) {
            return Completion.of(1);
        }
        int[] records = Arrays.stream(Suite.values())
                .flatMapToInt(suite -> Arrays.stream(new int[] {
                    0xc0, suite.id(), suite.authentication(), 0x40 | suite.integrity(), 0x80 | Suite.CONFIDENTIALITY
                }))
                .toArray();
        int[] answer = new int[records.length + 1];
        answer[0] = 1;
        System.arraycopy(records, 0, answer, 1, records.length);
        return Completion.of(answer);
    }

    /** As an R740's: 20h, two of the four numbers of the firmware's version, the second in BCD. */
    private static Completion deviceId(Device device) {
        String[] version = device.bmc().firmware().split("\\.");
        return Completion.of(
                0x20,
                0x01,
                Integer.parseInt(version[0]) & 0x7f,
                Integer.parseInt(version[1], 16),
                0x02,
                0xdf,
                DELL & 0xff,
                DELL >> 8,
                0,
                0x00,
                0x01,
                0,
                0,
                0,
                0);
    }

    static byte[] guid(Device device) {
        return HexFormat.of().parseHex(device.plate().tag().smbiosGuid().replace("-", ""));
    }

    private static Completion coldReset(Device device, Session session) {
        if (session.privilege() < ADMINISTRATOR) {
            return Completion.NO_PRIVILEGE;
        }
        device.tally().wrote("IPMI", "mc/reset/cold");
        device.bmc().restart(Tally.Cause.ORDERED, session.from());
        return Completion.OK;
    }

    private static Completion privilege(Session session, byte[] data) {
        if (data.length < 1) {
            return Completion.TOO_SHORT;
        }
        int wanted = data[0] & 0x0f;
        if (wanted > session.limit()) {
            return Completion.ABOVE_LIMIT;
        }
        if (wanted > 0) {
            session.privilege(wanted);
        }
        return Completion.of(session.privilege());
    }

    private static Completion close(Session session, byte[] data) {
        if (data.length < 4) {
            return Completion.TOO_SHORT;
        }
        session.close();
        return Completion.OK;
    }

    private static Completion control(Device device, Session session, byte[] data) {
        if (session.privilege() < OPERATOR) {
            return Completion.NO_PRIVILEGE;
        }
        if (data.length < 1) {
            return Completion.TOO_SHORT;
        }
        Host.ResetType type =
                switch (data[0] & 0x0f) {
                    case 0 -> Host.ResetType.FORCE_OFF;
                    case 1 -> Host.ResetType.ON;
                    case 2 -> Host.ResetType.POWER_CYCLE;
                    case 3 -> Host.ResetType.FORCE_RESTART;
                    case 4 -> Host.ResetType.NMI;
                    case 5 -> Host.ResetType.GRACEFUL_SHUTDOWN;
                    default -> null;
                };
        if (type == null) {
            return Completion.BAD_FIELD;
        }
        device.tally().wrote("IPMI", "chassis/power/" + type.word());
        return device.host()
                .reset(type, Tally.Cause.ORDERED, session.from())
                .map(already -> Completion.NOT_IN_THIS_STATE)
                .orElse(Completion.OK);
    }

    private static Completion fruSize(Device device, byte[] data) {
        if (data.length < 1) {
            return Completion.TOO_SHORT;
        }
        int size = Fru.of(device).length;
        return data[0] == 0 ? Completion.of(size & 0xff, size >> 8, 0) : Completion.NOT_THERE;
    }

    private static Completion fruData(Device device, byte[] data) {
        if (data.length < 4) {
            return Completion.TOO_SHORT;
        }
        byte[] fru = Fru.of(device);
        int offset = data[1] & 0xff | (data[2] & 0xff) << 8;
        if (data[0] != 0) {
            return Completion.NOT_THERE;
        }
        if (offset >= fru.length) {
            return Completion.OUT_OF_RANGE;
        }
        byte[] part = Arrays.copyOfRange(fru, offset, Math.min(fru.length, offset + (data[3] & 0xff)));
        byte[] answer = new byte[part.length + 1];
        answer[0] = (byte) part.length;
        System.arraycopy(part, 0, answer, 1, part.length);
        return new Completion(0, answer);
    }
}
