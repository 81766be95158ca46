"""Everything needed to run the product on one machine: embedded servers, their addresses and the supervisor."""
