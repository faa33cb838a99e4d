package io.farrier.catalog;

/** Takes what a catalog holds, in the order in which it is read: the manifest first, then the packages. */
public interface Contents {

    void manifest(Manifest manifest);

    void component(SoftwareComponent component);

    /** The next one is still being read: a good time to do something with those before it. */
    default void pause() {}
}
