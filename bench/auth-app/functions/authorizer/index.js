exports.handler = async ({ authorizationToken }) => ({
  isAuthorized: true,
  ttlOverride: authorizationToken === 'kept' ? 3600 : 0,
});
