/** Messages from outside: changes that an ITSM approved, hosts as a CMDB knows them, freezes; and what becomes of each. */
package io.farrier.trigger;
