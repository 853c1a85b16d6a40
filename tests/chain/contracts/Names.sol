// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.0;

/* A small world of names: a registry and a universal resolver, to be put where those are on real
 * chains, and resolvers of several manners. Names are hashed here for themselves. */

address constant REGISTRY = 0x00000000000C2E074eC69A0dFb2997BA6C7d2e1e;
address constant PLAIN = 0x0000000000000000000000000000000000010001;
address constant OUTSIDE = 0x0000000000000000000000000000000000010002;
address constant REFUSING = 0x0000000000000000000000000000000000010003;
address constant NOBODY = 0x0000000000000000000000000000000000010004;
address constant ALICE = 0x00000000000000000000000000000000000A11cE;
address constant ALICE_ELSEWHERE = 0x000000000000000000000000000000000a11CE10;
string constant ALICE_DIGITS = "00000000000000000000000000000000000a11ce";
string constant EVE_DIGITS = "0000000000000000000000000000000000000e7e";

function below(bytes32 parent, string memory label) pure returns (bytes32) {
    return keccak256(abi.encodePacked(parent, keccak256(bytes(label))));
}

function ofAddress(string memory digits) pure returns (bytes32) {
    return below(below(below(0, "reverse"), "addr"), digits);
}

contract NameRegistry {
    function resolver(bytes32 node) external pure returns (address) {
        bytes32 eth = below(0, "eth");

        if (node == below(eth, "alice") || node == below(eth, "empty")) return PLAIN;
        if (node == ofAddress(ALICE_DIGITS) || node == ofAddress(EVE_DIGITS)) return PLAIN;
        if (node == below(eth, "outside")) return OUTSIDE;
        if (node == below(eth, "refusing")) return REFUSING;
        if (node == below(eth, "broken")) return NOBODY;
        return address(0);
    }
}

contract PlainNames {
    bytes32 private constant DIGEST = keccak256("a file");

    function isAlice(bytes32 node) private pure returns (bool) {
        return node == below(below(0, "eth"), "alice");
    }

    function supportsInterface(bytes4) external pure returns (bool) {
        return false;
    }

    function addr(bytes32 node) external pure returns (address) {
        return isAlice(node) ? ALICE : address(0);
    }

    function addr(bytes32 node, uint256 coin) external pure returns (bytes memory) {
        return isAlice(node) && coin == 0x8000000a ? abi.encodePacked(ALICE_ELSEWHERE) : bytes("");
    }

    function contenthash(bytes32 node) external pure returns (bytes memory) {
        return isAlice(node) ? abi.encodePacked(hex"e30101701220", DIGEST) : bytes("");
    }

    /* Eve says to be Alice, too. */
    function name(bytes32 node) external pure returns (string memory) {
        if (node == ofAddress(ALICE_DIGITS) || node == ofAddress(EVE_DIGITS)) return "alice.eth";
        return "";
    }
}

error OffchainLookup(address sender, string[] urls, bytes callData, bytes4 callback, bytes extra);

/* Answers for all names below its own, and has a server do it. */
contract OutsideNames {
    string private url; // of at most 31 bytes; a test writes it

    function supportsInterface(bytes4 id) external pure returns (bool) {
        return id == 0x9061b923;
    }

    function resolve(bytes calldata dnsName, bytes calldata data) external view returns (bytes memory) {
        string[] memory urls = new string[](1);

        urls[0] = url;
        revert OffchainLookup(address(this), urls, data, this.proceed.selector, dnsName);
    }

    function proceed(bytes calldata response, bytes calldata extra) external pure returns (bytes memory) {
        require(extra.length > 0 && extra[extra.length - 1] == 0, "another question");
        return response;
    }
}

contract RefusingNames {
    fallback() external {
        revert("not today");
    }
}

contract UniversalNames {
    error ResolverNotFound(bytes name);
    error ResolverNotContract(bytes name, address resolver);
    error UnsupportedResolverProfile(bytes4 selector);
    error ResolverError(bytes errorData);
    error ReverseAddressMismatch(string primary, bytes primaryAddress);

    function nodeAt(bytes memory dnsName, uint256 offset) private pure returns (bytes32) {
        uint256 length = uint8(dnsName[offset]);
        bytes memory label = new bytes(length);

        if (length == 0) return 0;
        for (uint256 i = 0; i < length; i++) label[i] = dnsName[offset + 1 + i];
        return below(nodeAt(dnsName, offset + 1 + length), string(label));
    }

    function find(bytes memory dnsName) private pure returns (address found, bool isOwn) {
        for (uint256 offset = 0; dnsName[offset] != 0; offset += 1 + uint8(dnsName[offset])) {
            found = NameRegistry(REGISTRY).resolver(nodeAt(dnsName, offset));
            if (found != address(0)) return (found, offset == 0);
        }
        revert ResolverNotFound(dnsName);
    }

    function isWide(address whom) private view returns (bool) {
        (bool success, bytes memory answer) =
            whom.staticcall(abi.encodeWithSignature("supportsInterface(bytes4)", bytes4(0x9061b923)));

        return success && answer.length == 32 && abi.decode(answer, (bool));
    }

    /* What a resolver wants from outside is wanted by this contract, in its place. */
    function fail(address whom, bytes memory reason) private view {
        bytes memory arguments = new bytes(reason.length < 4 ? 0 : reason.length - 4);

        if (bytes4(reason) != OffchainLookup.selector) revert ResolverError(reason);
        for (uint256 i = 0; i < arguments.length; i++) arguments[i] = reason[i + 4];
        (, string[] memory urls, bytes memory data, bytes4 callback, bytes memory extra) =
            abi.decode(arguments, (address, string[], bytes, bytes4, bytes));
        revert OffchainLookup(
            address(this), urls, data, this.proceed.selector, abi.encode(whom, callback, extra)
        );
    }

    function resolve(bytes memory dnsName, bytes memory data) public view returns (bytes memory, address) {
        (address whom, bool isOwn) = find(dnsName);
        bool wide;
        bool success;
        bytes memory answer;

        if (whom.code.length == 0) revert ResolverNotContract(dnsName, whom);
        wide = isWide(whom);
        if (!wide && !isOwn) revert ResolverNotFound(dnsName);
        (success, answer) =
            whom.staticcall(wide ? abi.encodeWithSignature("resolve(bytes,bytes)", dnsName, data) : data);
        if (!success) fail(whom, answer);
        if (wide) answer = abi.decode(answer, (bytes));
        if (answer.length == 0) revert UnsupportedResolverProfile(bytes4(data));
        return (answer, whom);
    }

    function proceed(bytes calldata response, bytes calldata extra)
        external
        view
        returns (bytes memory, address)
    {
        (address whom, bytes4 callback, bytes memory inner) = abi.decode(extra, (address, bytes4, bytes));
        (bool success, bytes memory answer) =
            whom.staticcall(abi.encodeWithSelector(callback, response, inner));

        if (!success) fail(whom, answer);
        return (abi.decode(answer, (bytes)), whom);
    }

    function toDigits(bytes memory data) private pure returns (string memory) {
        bytes memory digits = new bytes(data.length * 2);

        for (uint256 i = 0; i < digits.length; i++)
            digits[i] = bytes("0123456789abcdef")[(uint8(data[i / 2]) >> (i % 2 == 0 ? 4 : 0)) & 15];
        return string(digits);
    }

    function toDns(bytes memory name) private pure returns (bytes memory dnsName) {
        uint256 start = 0;

        dnsName = new bytes(name.length + 2);
        for (uint256 i = 0; i <= name.length; i++) {
            if (i < name.length && name[i] != ".") {
                dnsName[i + 1] = name[i];
                continue;
            }
            dnsName[start] = bytes1(uint8(i - start));
            start = i + 1;
        }
    }

    function reverse(bytes calldata owner, uint256)
        external
        view
        returns (string memory name, address whom, address)
    {
        bytes32 node = ofAddress(toDigits(owner));
        bytes memory dnsName;
        bytes memory answer;

        whom = NameRegistry(REGISTRY).resolver(node);
        if (whom == address(0)) revert ResolverNotFound(owner);
        name = PlainNames(whom).name(node);
        dnsName = toDns(bytes(name));
        (answer,) = resolve(dnsName, abi.encodeWithSignature("addr(bytes32)", nodeAt(dnsName, 0)));
        if (abi.decode(answer, (address)) != address(bytes20(owner)))
            revert ReverseAddressMismatch(name, answer);
        return (name, whom, whom);
    }
}
