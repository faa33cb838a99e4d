-- No question is asked by PCI ids alone: whoever compares them has the package. This index was half of what a catalog's
-- devices took to be written.
drop index package_devices_pci;
