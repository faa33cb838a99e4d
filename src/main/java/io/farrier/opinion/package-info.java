/** What devices themselves would install, beside what the hub says. */
package io.farrier.opinion;
