/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Links that ask for a payment (EIP-681):
 *
 *   "ethereum:" [ "pay-" ] target [ "@" chain ] [ "/" function ] [ "?" key "=" value *( "&" … ) ]
 */

#include "sotto-payment-link.h"

#include <glib/gi18n.h>
#include <string.h>

#include "sotto-abi-type.h"
#include "sotto-ethereum-error.h"

#define SCHEME "ethereum:"
#define MAX_PARAMETERS 32

/* Exponents beyond this one cannot be below 2^256. */
#define MAX_EXPONENT 77

static gboolean
refuse (GError **error)
{
  g_set_error_literal (error, SOTTO_ETHEREUM_ERROR, SOTTO_ETHEREUM_ERROR_MALFORMED,
                       _ ("This is not a link for a payment."));

  return FALSE;
}

/* Digits, a fraction and an exponent, if the whole is an integer: "2.014e18". */
static gboolean
parse_number (const char *text, SottoU256 *number)
{
  g_autoptr (GString) digits = g_string_new (NULL);
  gsize n_whole = strspn (text, "0123456789");
  gsize n_fraction = 0;
  guint64 exponent = 0;
  const char *rest = text + n_whole;

  g_string_append_len (digits, text, (gssize) n_whole);
  if (*rest == '.')
    {
      n_fraction = strspn (++rest, "0123456789");
      g_string_append_len (digits, rest, (gssize) n_fraction);
      rest += n_fraction;
    }
  if (n_whole + n_fraction == 0)
    return FALSE;
  if ((*rest == 'e' || *rest == 'E') &&
      g_ascii_string_to_unsigned (rest + 1, 10, 0, MAX_EXPONENT, &exponent, NULL))
    rest = "";
  for (; n_fraction > exponent && digits->str[digits->len - 1] == '0'; n_fraction--)
    g_string_truncate (digits, digits->len - 1);
  if (*rest != '\0' || n_fraction > exponent)
    return FALSE;
  for (; exponent > n_fraction; exponent--)
    g_string_append_c (digits, '0');

  return sotto_u256_parse_decimal (digits->str, number);
}

static gboolean
is_address (const char *text)
{
  guint8 address[SOTTO_ADDRESS_LENGTH];

  return g_str_has_prefix (text, "0x") && sotto_address_parse (text, address, NULL);
}

/* A name has a dot; what begins as an address has to be one. */
static gboolean
is_target (const char *text)
{
  if (g_ascii_strncasecmp (text, "0x", 2) == 0)
    return is_address (text);

  return strchr (text, '.') != NULL && strpbrk (text, " \t\r\n/?&=#@%") == NULL &&
         g_utf8_validate (text, -1, NULL);
}

/* Whether the value is one of the type that is its name. */
static gboolean
is_argument (const char *name, const char *value)
{
  g_autoptr (SottoAbiType) type = sotto_abi_type_parse (name, NULL);
  SottoU256 number;

  if (type == NULL)
    return FALSE;
  switch ((int) sotto_abi_type_get_kind (type))
    {
    case SOTTO_ABI_ADDRESS:
      return is_target (value);
    case SOTTO_ABI_UINT:
      return parse_number (value, &number);
    default:
      return TRUE;
    }
}

/* (transfer full): numbers in plain digits, all else as it is. */
static char *
plain_argument (const char *name, const char *value)
{
  char text[SOTTO_U256_DECIMAL_SIZE];
  SottoU256 number;

  if (!g_str_has_prefix (name, "uint") || !parse_number (value, &number))
    return g_strdup (value);
  sotto_u256_to_decimal (&number, text);

  return g_strdup (text);
}

static gboolean
take_parameter (SottoPaymentLink *link, const char *name, const char *value, GStrvBuilder *others)
{
  g_autofree char *plain = NULL;
  SottoU256 gas;

  if (g_str_equal (name, "value"))
    return link->has_value = parse_number (value, &link->value);
  if (g_str_equal (name, "gas") || g_str_equal (name, "gasLimit"))
    return parse_number (value, &gas) && sotto_u256_to_u64 (&gas, &link->gas_limit);
  if (g_str_equal (name, "gasPrice"))
    return link->has_gas_price = parse_number (value, &link->gas_price);
  if (!is_argument (name, value))
    return FALSE;
  plain = plain_argument (name, value);
  g_strv_builder_add (others, name);
  g_strv_builder_add (others, plain);

  return TRUE;
}

static gboolean
take_parameters (SottoPaymentLink *link, const char *query)
{
  g_autoptr (GStrvBuilder) others = g_strv_builder_new ();
  g_auto (GStrv) pairs = g_strsplit (query, "&", MAX_PARAMETERS + 1);

  if (g_strv_length (pairs) > MAX_PARAMETERS)
    return FALSE;
  for (guint i = 0; pairs[i] != NULL; i++)
    {
      char *equals = strchr (pairs[i], '=');
      g_autofree char *name = NULL;
      g_autofree char *value = NULL;

      if (equals == NULL)
        return FALSE;
      name = g_uri_unescape_segment (pairs[i], equals, NULL);
      value = g_uri_unescape_string (equals + 1, NULL);
      if (name == NULL || value == NULL || !g_utf8_validate (value, -1, NULL) ||
          !g_utf8_validate (name, -1, NULL) || !take_parameter (link, name, value, others))
        return FALSE;
    }
  link->parameters = g_strv_builder_end (others);

  return TRUE;
}

/* Cuts @text at @mark and returns what is behind it, or NULL. */
static char *
cut (char *text, char mark)
{
  char *place = strchr (text, mark);

  if (place == NULL)
    return NULL;
  *place = '\0';

  return place + 1;
}

static gboolean
is_function_name (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '_' && *p != '$')
      return FALSE;

  return *text != '\0' && !g_ascii_isdigit (*text);
}

static gboolean
take_parts (SottoPaymentLink *link, char *text)
{
  char *query = cut (text, '?');
  char *function = cut (text, '/');
  char *chain = cut (text, '@');

  if (g_str_has_prefix (text, "pay-"))
    text += strlen ("pay-");
  if (!is_target (text) || (function != NULL && !is_function_name (function)) ||
      (chain != NULL &&
       !g_ascii_string_to_unsigned (chain, 10, 1, G_MAXINT64, &link->chain_id, NULL)))
    return FALSE;
  link->target = g_strdup (text);
  link->function = g_strdup (function);
  if (query == NULL)
    {
      link->parameters = g_new0 (char *, 1);
      return TRUE;
    }

  return take_parameters (link, query);
}

/* Public functions, in the header's order. */

/**
 * sotto_payment_link_free:
 * @link: (transfer full): a link
 */
void
sotto_payment_link_free (SottoPaymentLink *link)
{
  g_free (link->target);
  g_free (link->function);
  g_strfreev (link->parameters);
  g_free (link);
}

SottoPaymentLink *
sotto_payment_link_parse (const char *text, GError **error)
{
  g_autoptr (SottoPaymentLink) link = g_new0 (SottoPaymentLink, 1);
  g_autofree char *copy = NULL;

  if (strnlen (text, SOTTO_PAYMENT_LINK_MAX_BYTES + 1) > SOTTO_PAYMENT_LINK_MAX_BYTES)
    {
      refuse (error);
      return NULL;
    }
  if (g_ascii_strncasecmp (text, SCHEME, strlen (SCHEME)) == 0)
    copy = g_strdup (text + strlen (SCHEME));
  else if (is_address (text))
    copy = g_strdup (text);
  if (copy == NULL || !take_parts (link, copy))
    {
      refuse (error);
      return NULL;
    }

  return g_steal_pointer (&link);
}

gboolean
sotto_payment_link_get_transfer (const SottoPaymentLink *link,
                                 guint8 recipient[SOTTO_ADDRESS_LENGTH],
                                 SottoU256 *amount)
{
  GStrv parameters = link->parameters;

  return g_strcmp0 (link->function, "transfer") == 0 && g_strv_length (parameters) == 4 &&
         g_str_equal (parameters[0], "address") && g_str_equal (parameters[2], "uint256") &&
         sotto_address_parse (parameters[1], recipient, NULL) &&
         sotto_u256_parse_decimal (parameters[3], amount);
}

char *
sotto_payment_link_format (guint64 chain_id,
                           const guint8 recipient[SOTTO_ADDRESS_LENGTH],
                           const SottoU256 *amount,
                           const guint8 *token)
{
  g_autofree char *to = sotto_address_to_string (recipient);
  g_autofree char *contract = token != NULL ? sotto_address_to_string (token) : NULL;
  g_autoptr (GString) link = g_string_new (SCHEME);
  char digits[SOTTO_U256_DECIMAL_SIZE];

  g_string_append_printf (link, "%s@%" G_GUINT64_FORMAT, token != NULL ? contract : to, chain_id);
  if (token != NULL)
    g_string_append_printf (link, "/transfer?address=%s", to);
  if (amount != NULL)
    {
      sotto_u256_to_decimal (amount, digits);
      g_string_append_printf (link, "%s=%s", token != NULL ? "&uint256" : "?value", digits);
    }

  return g_strdup (link->str);
}
