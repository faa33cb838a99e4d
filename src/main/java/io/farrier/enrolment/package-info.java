/**
 * Newly discovered servers enrol themselves: a rule gives them tags, and by their tags groups, baselines and draft plans select them.
 * What an approved plan is about never changes by a rule.
 */
package io.farrier.enrolment;
