/** What the vendor says is dangerous: which versions of which components, and in which version that is mended. */
package io.farrier.advisory;
