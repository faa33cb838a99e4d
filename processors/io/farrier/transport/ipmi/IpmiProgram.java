package io.farrier.transport.ipmi;

import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Whether ipmitool is there. Where it is not, routes that need it are not started; it is said once in a life of the hub. */
@Component("ipmiProgram")
class IpmiProgram implements SmartInitializingSingleton {

    private static final Logger log = LoggerFactory.getLogger(IpmiProgram.class);

    private final String program;
    private final boolean present;
    private final Ledger ledger;

    IpmiProgram(@Value("${farrier.ipmi.program}") String program, Ledger ledger) {
        this.program = program;
        this.present = present(program, System.getenv().getOrDefault("PATH", ""));
        this.ledger = ledger;
    }

    /** A program that is given with its whole path is looked for there and nowhere else. */
    static boolean present(String program, String path) {
        return Stream.of(path.split(File.pathSeparator))
                .map(folder -> Path.of(folder).resolve(program))
                .anyMatch(file -> Files.isRegularFile(file) && Files.isExecutable(file));
    }

    public boolean present() {
        return present;
    }

    @Override
    public void afterSingletonsInstantiated() {
        if (!present) {
            String sentence = "The program " + program
                    + " is not there: IPMI only tells who is there, and takes no orders. Install ipmitool and start the hub again.";
            log.warn(sentence);
            ledger.append(Entry.of("transport:ipmi", "transport.absent", sentence));
        }
    }
}
