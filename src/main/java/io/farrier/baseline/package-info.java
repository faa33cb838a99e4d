/** What "good" means: for which hosts which versions, and what is let be for a while, by whom and why. */
package io.farrier.baseline;
