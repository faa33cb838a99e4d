package io.farrier.desk;

import java.util.List;
import java.util.stream.Collectors;

/** The hub can't start on the route files that it found. */
public final class RoutesRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RoutesRefused(List<Problem> problems) {
        super(problems.stream()
                .map(Problem::toString)
                .collect(Collectors.joining("\n", "The routes don't load:\n", "")));
    }
}
