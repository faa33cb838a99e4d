/** Credentials: who logs in where, and by reference only, where the secret is. */
package io.farrier.vault;
