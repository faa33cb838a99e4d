package io.farrier.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Supplier;

/** Files that hold a secret: made readable by their owner alone, before anything is in them. */
public final class OwnerOnly {

    /** What its owner may have; anything beyond it lets others in. */
    public static final Set<PosixFilePermission> MODE =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private OwnerOnly() {}

    /** The secret in the file; where there is no such file it is made, with a new secret in it. */
    public static String secret(Path file, Supplier<String> fresh) throws IOException {
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        if (file.getParent() != null) {
            Files.createDirectories(file.getParent());
        }
        // Written beside and moved, so that a process killed here leaves no empty secret behind.
        Path made = Path.of(file + ".new");
        Files.deleteIfExists(made);
        String secret = fresh.get();
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Files.createFile(made, ownerOnly);
        Files.writeString(made, secret + "\n", StandardOpenOption.WRITE);
        Files.move(made, file);
        return secret;
    }
}
