/**
 * OpenManage Enterprise as a source: which servers it manages, where their iDRACs are, and in which groups they lie. What it says is
 * a claim with a time; the BMC's own answer decides who a server is.
 */
package io.farrier.ome;
