import {
  backLink,
  breadcrumbs,
  button,
  characterCount,
  checkboxes,
  dateInput,
  details,
  errorMessage,
  errorSummary,
  fieldset,
  fileUpload,
  hint,
  input,
  insetText,
  label,
  notificationBanner,
  pagination,
  panel,
  radios,
  select,
  serviceNavigation,
  skipLink,
  summaryList,
  table,
  tag,
  textarea,
  warningText,
} from './index.ts';
import { checkFixtures } from './testing/check-fixtures.ts';

checkFixtures({ name: 'back-link', least: 7 }, backLink);
checkFixtures({ name: 'breadcrumbs', least: 12 }, breadcrumbs);
checkFixtures({ name: 'button', least: 38 }, button);
checkFixtures({ name: 'character-count', least: 34 }, characterCount);
checkFixtures({ name: 'checkboxes', least: 42 }, checkboxes);
checkFixtures(
  {
    name: 'date-input',
    least: 49,
    unsupported: { 'with field value and items': 'gives a value both beside and within the items' },
  },
  dateInput,
);
checkFixtures({ name: 'details', least: 10 }, details);
checkFixtures({ name: 'error-message', least: 9 }, errorMessage);
checkFixtures({ name: 'error-summary', least: 19 }, errorSummary);
checkFixtures({ name: 'fieldset', least: 18 }, fieldset);
checkFixtures({ name: 'file-upload', least: 22 }, fileUpload);
checkFixtures({ name: 'hint', least: 6 }, hint);
checkFixtures({ name: 'input', least: 45 }, input);
checkFixtures({ name: 'inset-text', least: 6 }, insetText);
checkFixtures({ name: 'label', least: 17 }, label);
checkFixtures({ name: 'notification-banner', least: 21 }, notificationBanner);
checkFixtures(
  {
    name: 'pagination',
    least: 14,
    unsupported: { 'with empty items': 'has empty items, which our types refuse' },
  },
  pagination,
);
checkFixtures({ name: 'panel', least: 19 }, panel);
checkFixtures({ name: 'radios', least: 43 }, radios);
checkFixtures(
  { name: 'select', least: 18, unsupported: { hint: 'has no items, which ours must have' } },
  select,
);
checkFixtures({ name: 'service-navigation', least: 33 }, serviceNavigation);
checkFixtures({ name: 'skip-link', least: 9 }, skipLink);
checkFixtures({ name: 'summary-list', least: 30 }, summaryList);
checkFixtures({ name: 'table', least: 21 }, table);
checkFixtures({ name: 'tag', least: 12 }, tag);
checkFixtures({ name: 'textarea', least: 18 }, textarea);
checkFixtures({ name: 'warning-text', least: 8 }, warningText);
