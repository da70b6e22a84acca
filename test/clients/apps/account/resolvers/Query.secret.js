export const request = () => ({});
export const response = () => 'open sesame';
