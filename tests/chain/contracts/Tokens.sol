// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.0;

/* What all tokens here have; everything belongs to who made it. */
abstract contract Ledger {
    mapping(address => uint256) public balanceOf;
    event Transfer(address indexed from, address indexed to, uint256 value);

    constructor() {
        balanceOf[msg.sender] = 1000 ether;
    }

    function move(address to, uint256 value, uint256 fee) internal {
        require(balanceOf[msg.sender] >= value, "not that much");
        balanceOf[msg.sender] -= value;
        balanceOf[to] += value - fee;
        emit Transfer(msg.sender, to, value - fee);
    }
}

contract OrdinaryToken is Ledger {
    string public symbol = "ORD";
    uint8 public decimals = 18;

    function transfer(address to, uint256 value) external returns (bool) {
        move(to, value, 0);
        return true;
    }
}

contract SilentToken is Ledger {
    string public symbol = "SIL";
    uint8 public decimals = 6;

    function transfer(address to, uint256 value) external {
        move(to, value, 0);
    }
}

contract OldToken is Ledger {
    bytes32 public symbol = "OLD";
    uint8 public decimals = 0;

    function transfer(address to, uint256 value) external returns (bool) {
        move(to, value, 0);
        return true;
    }
}

contract RefusingToken is Ledger {
    string public symbol = "NO";
    uint8 public decimals = 24;

    function transfer(address, uint256) external pure returns (bool) {
        return false;
    }
}

contract FeeToken is Ledger {
    string public symbol = unicode"\u202eEEF\u0007";
    uint8 public decimals = 255;

    function transfer(address to, uint256 value) external returns (bool) {
        move(to, value, value / 100);
        return true;
    }
}
