package io.farrier.crash;

/**
 * Where a hub dies: just before or just after a step of a route, when that step is reached for the n-th time in its life.
 *
 * @param side before or after
 * @param step the step's id in the route files
 * @param nth counted from 1
 */
record Boundary(String side, String step, int nth) {

    /** {@code after/run.begin.claim/3} */
    static Boundary of(String text) {
        String[] parts = text.split("/");
        return new Boundary(parts[0], parts[1], Integer.parseInt(parts[2]));
    }

    Boundary nth(int n) {
        return new Boundary(side, step, n);
    }

    /** Without the count: the place. */
    String place() {
        return side + " " + step;
    }

    @Override
    public String toString() {
        return side + "/" + step + "/" + nth;
    }
}
