/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Decimal digits of 2^256 - 1, and room for a NUL. */
#define SOTTO_U256_DECIMAL_SIZE 79

/* Bytes of the big-endian form. */
#define SOTTO_U256_LENGTH 32

/**
 * SottoU256:
 * @limbs: 64 bits each, the least significant first
 *
 * An unsigned integer of 256 bits: every amount of money, exact. Plain data; compare with
 * sotto_u256_compare ().
 */
typedef struct
{
  guint64 limbs[4];
} SottoU256;

#define SOTTO_U256_ZERO ((SottoU256){ { 0, 0, 0, 0 } })
#define SOTTO_U256_MAX ((SottoU256){ { G_MAXUINT64, G_MAXUINT64, G_MAXUINT64, G_MAXUINT64 } })

SottoU256 sotto_u256_from_u64 (guint64 value);

/**
 * sotto_u256_to_u64:
 * @value: a number
 * @result: (out): the same
 *
 * Returns: whether it is below 2^64; @result is untouched otherwise
 */
gboolean sotto_u256_to_u64 (const SottoU256 *value, guint64 *result) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_u256_from_bytes:
 * @bytes: big-endian, leading zeros allowed
 * @length: 0 to 32 bytes; more only if those in front are zero
 * @result: (out): the number
 *
 * Returns: whether it fits
 */
gboolean sotto_u256_from_bytes (const guint8 *bytes,
                                gsize length,
                                SottoU256 *result) G_GNUC_WARN_UNUSED_RESULT;

/* Big-endian, 32 bytes. */
void sotto_u256_to_bytes (const SottoU256 *value, guint8 bytes[SOTTO_U256_LENGTH]);

/* How many bytes the number has without leading zeros: 0 for zero. */
gsize sotto_u256_get_byte_length (const SottoU256 *value);

/**
 * sotto_u256_parse_decimal:
 * @text: 1 to any number of the digits 0 to 9, nothing else; leading zeros are allowed
 * @result: (out): the number
 *
 * Returns: whether @text is a number below 2^256
 */
gboolean sotto_u256_parse_decimal (const char *text, SottoU256 *result) G_GNUC_WARN_UNUSED_RESULT;

/* As above, for hexadecimal digits of either case without a prefix. */
gboolean sotto_u256_parse_hex (const char *text, SottoU256 *result) G_GNUC_WARN_UNUSED_RESULT;

/* Without leading zeros; "0" for zero. */
void sotto_u256_to_decimal (const SottoU256 *value, char text[SOTTO_U256_DECIMAL_SIZE]);

/* (transfer full): lower case, without leading zeros or prefix; "0" for zero. */
char *sotto_u256_to_hex (const SottoU256 *value) G_GNUC_WARN_UNUSED_RESULT;

gboolean sotto_u256_is_zero (const SottoU256 *value);

/* Less than, equal to or greater than 0, as @a is to @b. */
int sotto_u256_compare (const SottoU256 *a, const SottoU256 *b);

/* Arithmetic tells whether the true result fits (no overflow, no difference below zero, no division
 * by zero); @result is then that, and otherwise zero. @result may be one of the operands. */
gboolean sotto_u256_add (const SottoU256 *a,
                         const SottoU256 *b,
                         SottoU256 *result) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_u256_subtract (const SottoU256 *a,
                              const SottoU256 *b,
                              SottoU256 *result) G_GNUC_WARN_UNUSED_RESULT;
gboolean sotto_u256_multiply (const SottoU256 *a,
                              const SottoU256 *b,
                              SottoU256 *result) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sotto_u256_divide:
 * @a: dividend
 * @b: divisor
 * @quotient: (out) (optional): rounded down
 * @remainder: (out) (optional): what is left, below @b
 *
 * Returns: whether @b is not zero
 */
gboolean sotto_u256_divide (const SottoU256 *a,
                            const SottoU256 *b,
                            SottoU256 *quotient,
                            SottoU256 *remainder) G_GNUC_WARN_UNUSED_RESULT;

/* @a × @b / @c, rounded down, with a product of 512 bits between. */
gboolean sotto_u256_multiply_divide (const SottoU256 *a,
                                     const SottoU256 *b,
                                     const SottoU256 *c,
                                     SottoU256 *result) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
