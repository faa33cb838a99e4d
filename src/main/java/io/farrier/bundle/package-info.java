/** Catalogs and firmware files as one signed file, carried from a hub that reaches the vendor to one that reaches nobody. */
package io.farrier.bundle;
