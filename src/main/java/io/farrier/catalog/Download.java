package io.farrier.catalog;

import java.nio.file.Path;

/** A catalog file as it came, and what its server said by which it can be asked whether it has changed. */
public record Download(Path file, String sha256, long bytes, String etag, String lastModified) {}
