package io.farrier.lab;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many servers may have a door, where each is an open file and this process may not have many. */
final class OpenFiles {
    private static final Logger log = LoggerFactory.getLogger(OpenFiles.class);

    private OpenFiles() {}

    /**
     * The most servers that have this kind of door; said aloud where that is not all of them.
     *
     * @param part of all files that may be open: one in so many goes to these doors
     */
    static int share(String door, int part, int servers) {
        long most = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount() / part
                : servers;
        if (servers > most) {
            log.warn(
                    "The lab serves {} on its first {} servers only: more open files are not allowed here.",
                    door,
                    most);
        }
        return (int) Math.min(servers, most);
    }
}
