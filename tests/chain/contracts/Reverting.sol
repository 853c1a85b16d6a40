// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.0;

/* Fails in each way that there is. */
contract Reverting {
    error Own(uint256 number);
    uint256 private largest = type(uint256).max;

    function text() external pure {
        revert("not today");
    }

    function panic() external view returns (uint256) {
        return largest + 1;
    }

    function own() external pure {
        revert Own(7);
    }

    function silent() external pure {
        revert();
    }
}
