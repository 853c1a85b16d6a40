// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.0;

/* Each has one owner (ERC-721), as far as it is looked at. */
contract UniqueThings {
    string public name = unicode"Odd\u202e Things";
    mapping(uint256 => address) private owners;
    event Transfer(address indexed from, address indexed to, uint256 indexed id);

    function supportsInterface(bytes4 known) external pure returns (bool) {
        return known == 0x01ffc9a7 || known == 0x80ac58cd;
    }

    function ownerOf(uint256 id) external view returns (address) {
        require(owners[id] != address(0), "nobody's");
        return owners[id];
    }

    function give(address to, uint256 id) external {
        emit Transfer(owners[id], to, id);
        owners[id] = to;
    }

    /* Says that it came, and keeps it. */
    function boast(address to, uint256 id) external {
        owners[id] = address(this);
        emit Transfer(address(this), to, id);
    }
}

/* Several of each (ERC-1155), as far as it is looked at. */
contract SeveralThings {
    mapping(uint256 => mapping(address => uint256)) private amounts;
    event TransferSingle(address indexed operator, address indexed from, address indexed to, uint256 id, uint256 value);
    event TransferBatch(address indexed operator, address indexed from, address indexed to, uint256[] ids, uint256[] values);

    function supportsInterface(bytes4 known) external pure returns (bool) {
        return known == 0x01ffc9a7 || known == 0xd9b67a26;
    }

    function balanceOf(address owner, uint256 id) external view returns (uint256) {
        return amounts[id][owner];
    }

    function give(address to, uint256 id) external {
        amounts[id][to] += 3;
        emit TransferSingle(msg.sender, address(0), to, id, 3);
    }

    function giveTwo(address to, uint256 id) external {
        uint256[] memory ids = new uint256[](2);
        uint256[] memory values = new uint256[](2);

        (ids[0], ids[1]) = (id, id + 1);
        (values[0], values[1]) = (1, 2);
        amounts[id][to] += 1;
        amounts[id + 1][to] += 2;
        emit TransferBatch(msg.sender, address(0), to, ids, values);
    }
}

/* Says yes to whatever it is asked. */
contract Everything {
    function supportsInterface(bytes4) external pure returns (bool) {
        return true;
    }
}
