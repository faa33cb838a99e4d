/** The route desk: route files are rehearsed whole before they run, and a running hub takes only a set that loads. */
package io.farrier.desk;
